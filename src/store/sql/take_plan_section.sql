-- An entry of `plan_section` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO plan_section (id, patient_id, key, text)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, key = excluded.key, text = excluded.text,
    version = version + 1
RETURNING id, version;
