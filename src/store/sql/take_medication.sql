-- An entry of `medication` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO medication (id, patient_id, drug, sig, route, as_needed, status, started, stopped, indication, ordered_by, code, about)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, drug = CASE WHEN excluded.drug IN ('', '(drug not named)') THEN drug ELSE excluded.drug END, sig = CASE WHEN excluded.sig IN ('') THEN sig ELSE excluded.sig END, route = coalesce(excluded.route, route), as_needed = excluded.as_needed, status = excluded.status, started = coalesce(excluded.started, started), stopped = excluded.stopped, indication = coalesce(excluded.indication, indication), ordered_by = coalesce(excluded.ordered_by, ordered_by), code = CASE WHEN excluded.drug = '(drug not named)' THEN coalesce(excluded.code, code) ELSE excluded.code END, about = excluded.about,
    version = version + 1
RETURNING id, version;
