-- An entry of `contact` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO contact (id, patient_id, name, relation, kind, phone)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, name = excluded.name, relation = CASE WHEN excluded.relation IN ('') THEN relation ELSE excluded.relation END, kind = excluded.kind, phone = coalesce(excluded.phone, phone),
    counts = 1, version = version + 1
RETURNING id, version;
