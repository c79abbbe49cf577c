-- The plan of care as a tree: problem, goal, intervention, result; its narrative sections; its signed versions.

CREATE TABLE plan_problem (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    name       TEXT NOT NULL,
    words      TEXT,
    code       TEXT,
    status     TEXT NOT NULL CHECK (status IN ('active', 'monitoring', 'resolved', 'entered_in_error')),
    -- Omaha ratings, 1 to 5.
    knowledge  INTEGER CHECK (knowledge BETWEEN 1 AND 5),
    behavior   INTEGER CHECK (behavior BETWEEN 1 AND 5),
    condition  INTEGER CHECK (condition BETWEEN 1 AND 5),
    position   INTEGER NOT NULL,
    outcome    TEXT,
    version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX plan_problem_by_patient ON plan_problem (patient_id, status);

ALTER TABLE goal ADD COLUMN problem_id INTEGER REFERENCES plan_problem (id);
ALTER TABLE goal ADD COLUMN baseline TEXT;
-- Whether the patient agreed; null where nobody asked.
ALTER TABLE goal ADD COLUMN agreed INTEGER CHECK (agreed IN (0, 1));
ALTER TABLE goal ADD COLUMN position INTEGER NOT NULL DEFAULT 0;

ALTER TABLE intervention ADD COLUMN problem_id INTEGER REFERENCES plan_problem (id);
ALTER TABLE intervention ADD COLUMN category TEXT;
ALTER TABLE intervention ADD COLUMN needs_order INTEGER NOT NULL DEFAULT 0 CHECK (needs_order IN (0, 1));
-- The order it is done by.
ALTER TABLE intervention ADD COLUMN order_id INTEGER REFERENCES event (id);
ALTER TABLE intervention ADD COLUMN started TEXT;
ALTER TABLE intervention ADD COLUMN stopped TEXT;
ALTER TABLE intervention ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE intervention ADD COLUMN outcome TEXT;
-- False once it was marked as entered in error.
ALTER TABLE intervention ADD COLUMN counts INTEGER NOT NULL DEFAULT 1 CHECK (counts IN (0, 1));

-- What became of an intervention on a day.
CREATE TABLE delivery (
    id              INTEGER PRIMARY KEY,
    patient_id      INTEGER NOT NULL REFERENCES patient (id),
    intervention_id INTEGER NOT NULL REFERENCES intervention (id),
    on_date         TEXT NOT NULL,
    result          TEXT NOT NULL,
    detail          TEXT NOT NULL,
    counts          INTEGER NOT NULL DEFAULT 1 CHECK (counts IN (0, 1)),
    version         INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX delivery_by_patient ON delivery (patient_id, on_date);

-- Narrative text of the plan, one row for each section.
CREATE TABLE plan_section (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    key        TEXT NOT NULL,
    text       TEXT NOT NULL,
    version    INTEGER NOT NULL DEFAULT 1,
    UNIQUE (patient_id, key)
) STRICT;

-- What was signed, word for word, and what was added to it later. Never changed, never deleted.
CREATE TABLE plan_version (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    number     INTEGER NOT NULL CHECK (number > 0),
    kind       TEXT NOT NULL CHECK (kind IN ('signed', 'addendum', 'correction', 'late_entry', 'retraction')),
    -- The version an addendum, correction, late entry or retraction is about.
    about      INTEGER,
    content    TEXT NOT NULL,
    sha256     BLOB NOT NULL CHECK (length(sha256) = 32),
    user_id    INTEGER NOT NULL REFERENCES user (id),
    -- Name and credential as they were.
    signer     TEXT NOT NULL,
    at         INTEGER NOT NULL,
    UNIQUE (patient_id, number),
    CHECK ((kind = 'signed') = (about IS NULL))
) STRICT;
CREATE TRIGGER plan_version_is_final BEFORE UPDATE ON plan_version
BEGIN SELECT RAISE(ABORT, 'a signed version of a plan is never changed'); END;
CREATE TRIGGER plan_version_stays BEFORE DELETE ON plan_version
BEGIN SELECT RAISE(ABORT, 'a signed version of a plan is never deleted'); END;
