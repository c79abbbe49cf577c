-- An entry of `coverage` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO coverage (id, patient_id, payer, kind, member, active, priority, from_on, to_on)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, payer = CASE WHEN excluded.payer IN ('', 'payer not named') THEN payer ELSE excluded.payer END, kind = CASE WHEN excluded.kind IN ('') THEN kind ELSE excluded.kind END, member = coalesce(excluded.member, member), active = excluded.active, priority = excluded.priority, from_on = excluded.from_on, to_on = excluded.to_on,
    version = version + 1
RETURNING id, version;
