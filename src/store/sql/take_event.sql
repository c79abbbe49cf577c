-- An entry of `event` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO event (id, patient_id, kind, on_date, body)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, kind = excluded.kind, on_date = excluded.on_date, body = excluded.body,
    counts = 1, version = version + 1
RETURNING id, version;
