-- An entry of `allergy` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO allergy (id, patient_id, substance, none_known, status, reaction, code, none_of, details)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, substance = excluded.substance, none_known = excluded.none_known, status = excluded.status, reaction = excluded.reaction, code = excluded.code, none_of = excluded.none_of, details = excluded.details,
    version = version + 1
RETURNING id, version;
