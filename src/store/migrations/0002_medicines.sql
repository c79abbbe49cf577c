-- Where a line of the medication list comes from, the words it was typed in, and who changed it last and why.
ALTER TABLE medication ADD COLUMN source TEXT NOT NULL DEFAULT 'ours';
ALTER TABLE medication ADD COLUMN typed TEXT;
ALTER TABLE medication ADD COLUMN told_by TEXT;
ALTER TABLE medication ADD COLUMN reason TEXT;

-- An answer knows the alert it is about beside the facts that caused it, and what kind of answer it is.
ALTER TABLE acknowledgement ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE acknowledgement ADD COLUMN kind TEXT NOT NULL DEFAULT 'other';

-- A note can be entered in error like everything else.
ALTER TABLE note ADD COLUMN counts INTEGER NOT NULL DEFAULT 1 CHECK (counts IN (0, 1));

-- Medication lists that somebody else keeps, as they were received: from a hospital, a practice, or read off the
-- bottles in the home. They wait to be reconciled with ours.
CREATE TABLE medicine_list (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    source     TEXT NOT NULL,
    told_by    TEXT NOT NULL,
    on_date    TEXT NOT NULL CHECK (on_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    lines      TEXT NOT NULL,
    status     TEXT NOT NULL CHECK (status IN ('open', 'reconciled', 'put_away', 'entered_in_error')),
    version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX medicine_list_by_patient ON medicine_list (patient_id, status);

-- Work somebody has promised for a day: a call to make, a result to look for.
CREATE TABLE task (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    text       TEXT NOT NULL,
    due        TEXT NOT NULL CHECK (due GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    owner      INTEGER NOT NULL REFERENCES user (id),
    about      TEXT,
    status     TEXT NOT NULL CHECK (status IN ('open', 'done', 'dropped', 'entered_in_error')),
    outcome    TEXT,
    version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX task_by_patient ON task (patient_id, status);

-- Operations that were done at once are taken back at once: the parts of a bundle name its first one.
ALTER TABLE operation ADD COLUMN bundle BLOB;
UPDATE operation SET bundle = operation;
CREATE INDEX operation_by_bundle ON operation (bundle, seq);
