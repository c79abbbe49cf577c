-- An entry of `allergy` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO allergy (id, patient_id, substance, none_known, status, reaction, code, none_of, details)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, substance = CASE WHEN excluded.substance IN ('', '(substance not named)', '(allergy sent without a name: ask)') THEN substance ELSE excluded.substance END, none_known = excluded.none_known, status = excluded.status, reaction = coalesce(excluded.reaction, reaction), code = coalesce(excluded.code, code), none_of = excluded.none_of, details = coalesce(excluded.details, details),
    version = version + 1
RETURNING id, version;
