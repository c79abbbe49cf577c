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
