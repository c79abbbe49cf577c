-- An entry of `problem` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO problem (id, patient_id, text, code, status, onset, ended)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, text = CASE WHEN excluded.text IN ('', '(problem not named)') THEN text ELSE excluded.text END, code = coalesce(excluded.code, code), status = excluded.status, onset = coalesce(excluded.onset, onset), ended = excluded.ended,
    version = version + 1
RETURNING id, version;
