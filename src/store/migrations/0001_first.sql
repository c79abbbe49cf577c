-- Instants are UTC milliseconds. Civil dates are YYYY-MM-DD; a partial date may be YYYY or YYYY-MM.
-- A column on whose words statements depend has a CHECK list; other vocabularies may grow.
-- Nothing is deleted: a row becomes entered in error, ended or superseded.

CREATE TABLE agency (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    name       TEXT NOT NULL,
    zone       TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE user (
    id         INTEGER PRIMARY KEY,
    login      TEXT NOT NULL UNIQUE CHECK (login <> ''),
    os_account TEXT UNIQUE,
    family     TEXT NOT NULL,
    given      TEXT NOT NULL,
    credential TEXT NOT NULL,
    role       TEXT NOT NULL,
    discipline TEXT,
    team       TEXT NOT NULL,
    active     INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    version    INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE patient (
    id             INTEGER PRIMARY KEY,
    number         TEXT NOT NULL UNIQUE,
    family         TEXT NOT NULL,
    given          TEXT NOT NULL,
    preferred_name TEXT,
    born           TEXT,
    died           TEXT,
    sex            TEXT NOT NULL,
    language       TEXT,
    interpreter    INTEGER NOT NULL DEFAULT 0 CHECK (interpreter IN (0, 1)),
    code_status    TEXT NOT NULL,
    street         TEXT NOT NULL,
    city           TEXT NOT NULL,
    state          TEXT NOT NULL,
    postal_code    TEXT NOT NULL,
    phone          TEXT,
    access         TEXT,
    version        INTEGER NOT NULL DEFAULT 1,
    CHECK (family <> '' OR given <> '')
) STRICT;
CREATE INDEX patient_by_birth ON patient (born);

-- What `f` finds a patient by: folded name parts, digits of telephone and chart numbers, digits of the date of birth.
CREATE TABLE patient_term (
    term       TEXT NOT NULL,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    PRIMARY KEY (term, patient_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX patient_term_by_patient ON patient_term (patient_id);

-- Telephones beyond the first, identifiers and contacts.
CREATE TABLE patient_phone (
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    place      INTEGER NOT NULL,
    phone      TEXT NOT NULL,
    PRIMARY KEY (patient_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE patient_identifier (
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    system     TEXT NOT NULL,
    value      TEXT NOT NULL,
    PRIMARY KEY (patient_id, system, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX patient_identifier_by_value ON patient_identifier (value, system);

CREATE TABLE contact (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    name       TEXT NOT NULL,
    relation   TEXT NOT NULL,
    kind       TEXT NOT NULL,
    phone      TEXT,
    -- 1: told with the patient's own record, and replaced with it.
    own        INTEGER NOT NULL DEFAULT 0 CHECK (own IN (0, 1)),
    -- False once its source has withdrawn it.
    counts     INTEGER NOT NULL DEFAULT 1 CHECK (counts IN (0, 1)),
    version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX contact_by_patient ON contact (patient_id);

CREATE TABLE practitioner (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    npi     TEXT,
    phone   TEXT,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE coverage (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    payer      TEXT NOT NULL,
    kind       TEXT NOT NULL,
    member     TEXT,
    active     INTEGER NOT NULL CHECK (active IN (0, 1)),
    -- 1 pays first; null where the source gives no order.
    priority   INTEGER CHECK (priority > 0),
    from_on    TEXT,
    to_on      TEXT,
    version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX coverage_by_patient ON coverage (patient_id);

CREATE TABLE episode (
    id                 INTEGER PRIMARY KEY,
    patient_id         INTEGER NOT NULL REFERENCES patient (id),
    state              TEXT NOT NULL
        CHECK (state IN ('referral', 'pending_soc', 'active', 'hold', 'discharged', 'declined')),
    referred_at        INTEGER,
    soc                TEXT CHECK (soc IS NULL OR soc GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    ended              TEXT CHECK (ended IS NULL OR ended GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    end_reason         TEXT,
    case_manager       INTEGER REFERENCES user (id),
    practitioner       TEXT,
    practitioner_phone TEXT,
    -- A JSON list of orders as written: ["SN 2w4 1w5"].
    frequencies        TEXT NOT NULL CHECK (json_valid(frequencies)),
    version            INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX episode_by_patient ON episode (patient_id, id);

-- Who cares for a patient. A row with a user and the role case_manager puts the patient on her caseload.
CREATE TABLE care_team (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    user_id    INTEGER REFERENCES user (id),
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    phone      TEXT,
    ended      INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)),
    version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX care_team_by_patient ON care_team (patient_id);
CREATE INDEX care_team_caseload ON care_team (user_id, patient_id) WHERE role = 'case_manager' AND ended = 0;

CREATE TABLE problem (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    text       TEXT NOT NULL,
    code       TEXT,
    status     TEXT NOT NULL CHECK (status IN ('active', 'resolved', 'refuted', 'entered_in_error', 'not_stated')),
    onset      TEXT,
    ended      TEXT,
    version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX problem_by_patient ON problem (patient_id, status);

CREATE TABLE allergy (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    substance  TEXT NOT NULL,
    none_known INTEGER NOT NULL CHECK (none_known IN (0, 1)),
    status     TEXT NOT NULL CHECK (status IN ('active', 'inactive', 'refuted', 'entered_in_error')),
    reaction   TEXT,
    code       TEXT,
    -- Of what kind none is known, where that is what it says; risk, certainty and notes in words.
    none_of    TEXT,
    details    TEXT,
    version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX allergy_by_patient ON allergy (patient_id, status);

CREATE TABLE medication (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    drug       TEXT NOT NULL,
    sig        TEXT NOT NULL,
    route      TEXT,
    as_needed  INTEGER NOT NULL CHECK (as_needed IN (0, 1)),
    status     TEXT NOT NULL CHECK (status IN
        ('active', 'held', 'stopped', 'completed', 'planned', 'do_not_give', 'entered_in_error', 'unknown')),
    started    TEXT,
    stopped    TEXT,
    indication TEXT,
    ordered_by TEXT,
    code       TEXT,
    -- Where a line of the medication list comes from, the words it was typed in, and who changed it last and why.
    source     TEXT NOT NULL DEFAULT 'ours',
    typed      TEXT,
    told_by    TEXT,
    reason     TEXT,
    -- The order that a statement, or a filling of an order, is about.
    about      INTEGER,
    version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX medication_by_patient ON medication (patient_id, status);

CREATE TABLE observation (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    code       TEXT NOT NULL,
    name       TEXT NOT NULL,
    category   TEXT NOT NULL,
    at         INTEGER,
    value      REAL,
    unit       TEXT,
    text       TEXT,
    status     TEXT NOT NULL CHECK (status IN ('valid', 'cancelled', 'entered_in_error')),
    version    INTEGER NOT NULL DEFAULT 1,
    -- What was sent beside the value: its standing, the sender's mark, method, site and device.
    how        TEXT,
    -- Whether it may be dangerous: by this the few among thousands are found again. Each is judged anew when it is read.
    alarming   INTEGER NOT NULL DEFAULT 0 CHECK (alarming IN (0, 1))
) STRICT;
CREATE INDEX observation_newest ON observation (patient_id, code, at DESC);
CREATE INDEX observation_alarming ON observation (patient_id, at DESC) WHERE alarming = 1;

-- History: contacts with providers that are not visits of ours.
CREATE TABLE encounter (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    class      TEXT NOT NULL,
    what       TEXT NOT NULL,
    status     TEXT NOT NULL,
    starts     INTEGER,
    ends       INTEGER,
    provider   TEXT,
    version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX encounter_by_patient ON encounter (patient_id, starts);

CREATE TABLE visit (
    id                INTEGER PRIMARY KEY,
    patient_id        INTEGER NOT NULL REFERENCES patient (id),
    episode_id        INTEGER REFERENCES episode (id),
    user_id           INTEGER REFERENCES user (id),
    discipline        TEXT NOT NULL,
    kind              TEXT NOT NULL,
    starts            INTEGER NOT NULL,
    ends              INTEGER NOT NULL,
    purpose           TEXT NOT NULL,
    status            TEXT NOT NULL
        CHECK (status IN ('planned', 'started', 'done', 'missed', 'attempted', 'cancelled')),
    started           INTEGER,
    finished          INTEGER,
    reason            TEXT,
    practitioner_told INTEGER NOT NULL CHECK (practitioner_told IN (0, 1)),
    version           INTEGER NOT NULL DEFAULT 1,
    CHECK (starts <= ends)
) STRICT;
CREATE INDEX visit_by_patient ON visit (patient_id, starts);
-- With the patient, so that whose visits they are is answered from the index alone.
CREATE INDEX visit_by_user ON visit (user_id, starts, patient_id);

CREATE TABLE care_plan (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    title      TEXT NOT NULL,
    status     TEXT NOT NULL CHECK (status IN ('draft', 'active', 'ended', 'entered_in_error')),
    from_on    TEXT,
    to_on      TEXT,
    version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX care_plan_by_patient ON care_plan (patient_id, status);

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

CREATE TABLE goal (
    id          INTEGER PRIMARY KEY,
    patient_id  INTEGER NOT NULL REFERENCES patient (id),
    plan_id     INTEGER REFERENCES care_plan (id),
    problem     TEXT NOT NULL,
    text        TEXT NOT NULL,
    measure     TEXT,
    target      TEXT,
    unit        TEXT,
    started     TEXT,
    target_date TEXT,
    status      TEXT NOT NULL CHECK (status IN ('open', 'met', 'dropped', 'entered_in_error')),
    -- Why it was closed, dropped or changed, as somebody said it.
    outcome     TEXT,
    problem_id  INTEGER REFERENCES plan_problem (id),
    baseline    TEXT,
    -- Whether the patient agreed; null where nobody asked.
    agreed      INTEGER CHECK (agreed IN (0, 1)),
    position    INTEGER NOT NULL DEFAULT 0,
    version     INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX goal_by_patient ON goal (patient_id, status);

CREATE TABLE intervention (
    id          INTEGER PRIMARY KEY,
    patient_id  INTEGER NOT NULL REFERENCES patient (id),
    plan_id     INTEGER REFERENCES care_plan (id),
    goal_id     INTEGER REFERENCES goal (id),
    text        TEXT NOT NULL,
    discipline  TEXT,
    frequency   TEXT,
    active      INTEGER NOT NULL CHECK (active IN (0, 1)),
    problem_id  INTEGER REFERENCES plan_problem (id),
    category    TEXT,
    needs_order INTEGER NOT NULL DEFAULT 0 CHECK (needs_order IN (0, 1)),
    -- The order it is done by.
    order_id    INTEGER REFERENCES event (id),
    started     TEXT,
    stopped     TEXT,
    position    INTEGER NOT NULL DEFAULT 0,
    outcome     TEXT,
    -- False once it was marked as entered in error.
    counts      INTEGER NOT NULL DEFAULT 1 CHECK (counts IN (0, 1)),
    -- The day its frequency was last changed; null where it never was.
    frequency_since TEXT,
    version     INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX intervention_by_patient ON intervention (patient_id);

CREATE TABLE progress (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    goal_id    INTEGER NOT NULL REFERENCES goal (id),
    on_date    TEXT NOT NULL,
    direction  TEXT NOT NULL,
    evidence   TEXT NOT NULL,
    -- False once it was marked as entered in error.
    counts     INTEGER NOT NULL DEFAULT 1 CHECK (counts IN (0, 1)),
    version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX progress_by_goal ON progress (goal_id, on_date);

-- Facts that start, move or satisfy deadlines. The body has the shape of `clock --facts`.
CREATE TABLE event (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    episode_id INTEGER REFERENCES episode (id),
    kind       TEXT NOT NULL,
    on_date    TEXT NOT NULL,
    body       TEXT NOT NULL CHECK (json_valid(body)),
    counts     INTEGER NOT NULL DEFAULT 1 CHECK (counts IN (0, 1)),
    version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX event_by_patient ON event (patient_id, on_date);

CREATE TABLE note (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    user_id    INTEGER REFERENCES user (id),
    author     TEXT NOT NULL,
    kind       TEXT NOT NULL,
    at         INTEGER NOT NULL,
    text       TEXT NOT NULL,
    -- A note can be entered in error like everything else.
    counts     INTEGER NOT NULL DEFAULT 1 CHECK (counts IN (0, 1)),
    version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX note_by_patient ON note (patient_id, at);

-- Text somebody is typing. Written through the drafts connection, kept until used or put away.
CREATE TABLE draft (
    id         INTEGER PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES user (id),
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    place      TEXT NOT NULL,
    text       TEXT NOT NULL,
    cursor     INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- The version of the row a draft was begun from; 0 where it makes a new one.
    seen       INTEGER NOT NULL DEFAULT 0,
    -- The operation it is saved as one day: the same transaction takes the draft away, and none is kept under that name after it.
    becomes    BLOB NOT NULL CHECK (length(becomes) = 16),
    -- The session that has it in hand.
    session    TEXT NOT NULL,
    UNIQUE (user_id, patient_id, place)
) STRICT;
-- Who else has a chart in hand is asked by patient.
CREATE INDEX draft_by_patient ON draft (patient_id, updated_at);

-- Answers people gave to alerts. An answer holds while the cause stays the same.
CREATE TABLE acknowledgement (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    user_id    INTEGER NOT NULL REFERENCES user (id),
    cause      TEXT NOT NULL,
    reason     TEXT NOT NULL,
    at         INTEGER NOT NULL,
    counts     INTEGER NOT NULL DEFAULT 1 CHECK (counts IN (0, 1)),
    -- An answer knows the alert it is about beside the facts that caused it, and what kind of answer it is.
    subject    TEXT NOT NULL DEFAULT '',
    kind       TEXT NOT NULL DEFAULT 'other',
    version    INTEGER NOT NULL DEFAULT 1,
    -- Who was told, as typed.
    told       TEXT
) STRICT;
CREATE INDEX acknowledgement_by_patient ON acknowledgement (patient_id);

-- When a user last looked into a chart.
CREATE TABLE looked (
    user_id    INTEGER NOT NULL REFERENCES user (id),
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    at         INTEGER NOT NULL,
    PRIMARY KEY (user_id, patient_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX looked_by_patient ON looked (patient_id, at);

-- Where imported rows come from, and what they looked like when they were last taken. One id can stand for two things
-- where sources do not say who they are: the second has `~2` behind its key.
CREATE TABLE source (
    key     TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    row     INTEGER NOT NULL,
    -- Whose chart it is in; null where it is in none.
    patient INTEGER,
    digest  BLOB NOT NULL,
    -- What the source said, without where its links led.
    content BLOB NOT NULL,
    version INTEGER NOT NULL,
    -- How new it is at its source: when it was changed there, and the number of its version.
    at      INTEGER,
    number  INTEGER,
    gone    INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1))
) STRICT, WITHOUT ROWID;
-- Which records a patient came in.
CREATE INDEX source_of_patient ON source (row) WHERE kind = 'patient';

-- Several entries may go by one other name: then it names none of them.
CREATE TABLE source_alias (
    alias TEXT NOT NULL,
    key   TEXT NOT NULL,
    PRIMARY KEY (alias, key)
) STRICT, WITHOUT ROWID;

-- What entries said before they were replaced: a copy without a date that says it again is an old one.
CREATE TABLE source_past (
    key     TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (key, content)
) STRICT, WITHOUT ROWID;

-- Entries that were deleted at their source before they came.
CREATE TABLE source_gone (
    key    TEXT PRIMARY KEY,
    at     INTEGER,
    number INTEGER
) STRICT, WITHOUT ROWID;

-- What things are called that others point at. `clash`: two sources that do not say who they are mean two things by it.
CREATE TABLE source_name (
    key   TEXT PRIMARY KEY,
    name  TEXT NOT NULL,
    phone TEXT,
    code  TEXT,
    via   TEXT,
    at    INTEGER,
    clash INTEGER NOT NULL DEFAULT 0 CHECK (clash IN (0, 1))
) STRICT, WITHOUT ROWID;

-- Which plan names a goal or a request.
CREATE TABLE source_plan (
    part TEXT PRIMARY KEY,
    plan TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Patients of an import that has not come to its end: whether they wait for admission is not known yet.
CREATE TABLE newcomer (
    patient_id INTEGER PRIMARY KEY REFERENCES patient (id)
) STRICT;

-- Imported entries that wait for what they point at: for a patient or goal outside of the chart, for a plan or a name inside
-- it.
CREATE TABLE parked (
    key       TEXT NOT NULL,
    waits_for TEXT NOT NULL,
    record    TEXT NOT NULL CHECK (json_valid(record)),
    PRIMARY KEY (key, waits_for)
) STRICT, WITHOUT ROWID;
CREATE INDEX parked_waiting ON parked (waits_for);

-- Charts that may be one person's, and what somebody decided. `patient_id` is the older chart.
CREATE TABLE chart_pair (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    other_id   INTEGER NOT NULL REFERENCES patient (id),
    because    TEXT NOT NULL CHECK (json_valid(because)),
    decision   TEXT NOT NULL CHECK (decision IN ('open', 'later', 'same', 'different')),
    -- The chart that goes on where they are one person's.
    keeps      INTEGER REFERENCES patient (id),
    decided_by INTEGER REFERENCES user (id),
    version    INTEGER NOT NULL DEFAULT 1,
    UNIQUE (patient_id, other_id),
    CHECK (patient_id < other_id AND (keeps IS NULL OR keeps IN (patient_id, other_id)))
) STRICT;
CREATE INDEX chart_pair_by_other ON chart_pair (other_id);
CREATE INDEX chart_pair_by_decision ON chart_pair (decision);
CREATE INDEX chart_pair_by_kept ON chart_pair (keeps) WHERE decision = 'same';

-- Every write of a user with what takes it back. `live` is 0 while it is undone. The inverse fits while the row
-- is at version `expects`, and brings back what stood in it at version `restores` (0: before there was a row).
CREATE TABLE operation (
    operation  BLOB PRIMARY KEY,
    seq        INTEGER NOT NULL,
    user_id    INTEGER NOT NULL REFERENCES user (id),
    at         INTEGER NOT NULL,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    act        TEXT NOT NULL CHECK (act IN ('do', 'undo', 'redo')),
    target     BLOB REFERENCES operation (operation),
    object     TEXT NOT NULL,
    change     TEXT NOT NULL CHECK (json_valid(change)),
    inverse    TEXT CHECK (inverse IS NULL OR json_valid(inverse)),
    expects    INTEGER NOT NULL,
    restores   INTEGER NOT NULL,
    live       INTEGER NOT NULL CHECK (live IN (0, 1)),
    -- Operations that were done at once are taken back at once: the parts of a bundle name its first one.
    bundle     BLOB,
    -- Whether it only followed from the others of its bundle: it asks for no permission of its own.
    follows    INTEGER NOT NULL CHECK (follows IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX operation_by_user ON operation (user_id, at);
CREATE INDEX operation_by_object ON operation (object, expects) WHERE act = 'do';
CREATE INDEX operation_by_bundle ON operation (bundle, seq);

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

-- Work somebody has promised for a day: a call to make, a result to look for. Its kind says what it comes from.
CREATE TABLE task (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    kind       TEXT NOT NULL,
    text       TEXT NOT NULL,
    due        TEXT NOT NULL CHECK (due GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    owner      INTEGER NOT NULL REFERENCES user (id),
    about      TEXT,
    status     TEXT NOT NULL CHECK (status IN ('open', 'done', 'dropped', 'entered_in_error')),
    outcome    TEXT,
    version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX task_by_patient ON task (patient_id, status);

-- What people write down about a patient, of any kind. The fields of the kind are the body; columns are what statements ask for.
CREATE TABLE entry (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    kind       TEXT NOT NULL,
    on_date    TEXT NOT NULL CHECK (on_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    state      TEXT NOT NULL CHECK (state IN ('open', 'closed', 'entered_in_error')),
    author     INTEGER NOT NULL REFERENCES user (id),
    at         INTEGER NOT NULL,
    body       TEXT NOT NULL CHECK (json_valid(body)),
    version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX entry_open ON entry (patient_id, on_date) WHERE state = 'open';
CREATE INDEX entry_by_patient ON entry (patient_id, kind, on_date);

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

-- What becomes of a medicine in the home: doses taken and missed as somebody reports them, fills, use when needed. The body
-- is JSON by kind; `on_date` is its last day.
CREATE TABLE medicine_use (
    id            INTEGER PRIMARY KEY,
    patient_id    INTEGER NOT NULL REFERENCES patient (id),
    medication_id INTEGER NOT NULL REFERENCES medication (id),
    kind          TEXT NOT NULL CHECK (kind IN ('doses', 'fill', 'prn')),
    on_date       TEXT NOT NULL CHECK (on_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    body          TEXT NOT NULL CHECK (json_valid(body)),
    counts        INTEGER NOT NULL DEFAULT 1 CHECK (counts IN (0, 1)),
    version       INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX medicine_use_by_line ON medicine_use (medication_id, on_date);

-- Up to where everybody concerned was told of a plan of care that changed, or became a task.
CREATE TABLE plan_telling (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    at         INTEGER NOT NULL,
    -- The telling before it; 0 where there is none.
    after      INTEGER NOT NULL DEFAULT 0,
    -- The plan of that moment, in the canonical text of signed versions.
    content    TEXT NOT NULL,
    -- The number of the newest version at that moment, addenda and corrections too.
    up_to      INTEGER NOT NULL,
    -- Causes of the goals' signals that were told, a JSON list; null where nobody kept them.
    findings   TEXT CHECK (findings IS NULL OR json_valid(findings)),
    -- Who was told what, and who was left for a task: a JSON list.
    parties    TEXT NOT NULL CHECK (json_valid(parties)),
    counts     INTEGER NOT NULL DEFAULT 1 CHECK (counts IN (0, 1)),
    version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX plan_telling_by_patient ON plan_telling (patient_id, id);
-- The same is told once.
CREATE UNIQUE INDEX plan_telling_once ON plan_telling (patient_id, after) WHERE counts = 1;

-- The audit: gap-free, each hash over the one before and this row's canonical line. No clinical text.
CREATE TABLE audit (
    seq        INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    user_id    INTEGER,
    session    TEXT NOT NULL,
    action     TEXT NOT NULL,
    patient_id INTEGER,
    object     TEXT,
    version    INTEGER,
    content    BLOB,
    hash       BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX audit_by_patient ON audit (patient_id, at);

CREATE TABLE audit_seal (
    id     INTEGER PRIMARY KEY,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT raise(ABORT, 'the audit is never changed'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN SELECT raise(ABORT, 'the audit is never deleted'); END;
CREATE TRIGGER audit_seal_is_never_changed BEFORE UPDATE ON audit_seal
BEGIN SELECT raise(ABORT, 'a seal is never changed'); END;
CREATE TRIGGER audit_seal_is_never_deleted BEFORE DELETE ON audit_seal
BEGIN SELECT raise(ABORT, 'a seal is never deleted'); END;
