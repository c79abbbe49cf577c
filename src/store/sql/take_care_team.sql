-- An entry of `care_team` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO care_team (id, patient_id, user_id, name, role, phone)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, user_id = excluded.user_id, name = CASE WHEN excluded.name IN ('', '(no name)') THEN name ELSE excluded.name END, role = excluded.role, phone = coalesce(excluded.phone, phone),
    ended = 0, version = version + 1
RETURNING id, version;
