-- An entry of `medicine_use` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO medicine_use (id, patient_id, medication_id, kind, on_date, body, counts)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, medication_id = excluded.medication_id, kind = excluded.kind, on_date = excluded.on_date, body = excluded.body, counts = excluded.counts,
    version = version + 1
RETURNING id, version;
