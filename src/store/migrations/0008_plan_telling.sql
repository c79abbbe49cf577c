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

-- Up to here every revision was told, or made a task, when it was signed.
INSERT INTO plan_telling (patient_id, at, content, up_to, findings, parties)
SELECT v.patient_id, v.at, v.content, (SELECT max(number) FROM plan_version AS n WHERE n.patient_id = v.patient_id), NULL, '[]'
FROM plan_version AS v
WHERE v.kind = 'signed'
  AND v.number = (SELECT max(number) FROM plan_version AS n WHERE n.patient_id = v.patient_id AND n.kind = 'signed');
