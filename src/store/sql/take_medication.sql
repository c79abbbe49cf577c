-- An entry of `medication` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO medication (id, patient_id, drug, sig, route, as_needed, status, started, stopped, indication, ordered_by, code, about)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, drug = excluded.drug, sig = excluded.sig, route = excluded.route, as_needed = excluded.as_needed, status = excluded.status, started = excluded.started, stopped = excluded.stopped, indication = excluded.indication, ordered_by = excluded.ordered_by, code = excluded.code, about = excluded.about,
    version = version + 1
RETURNING id, version;
