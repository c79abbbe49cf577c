-- An entry of `care_plan` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO care_plan (id, patient_id, title, status, from_on, to_on)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, title = excluded.title, status = excluded.status, from_on = excluded.from_on, to_on = excluded.to_on,
    version = version + 1
RETURNING id, version;
