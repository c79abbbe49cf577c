-- An entry of `medicine_list` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO medicine_list (id, patient_id, source, told_by, on_date, lines, status)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, source = excluded.source, told_by = excluded.told_by, on_date = excluded.on_date, lines = excluded.lines, status = excluded.status,
    version = version + 1
RETURNING id, version;
