-- An entry of `encounter` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO encounter (id, patient_id, class, what, status, starts, ends, provider)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, class = excluded.class, what = CASE WHEN excluded.what IN ('') THEN what ELSE excluded.what END, status = excluded.status, starts = excluded.starts, ends = excluded.ends, provider = coalesce(excluded.provider, provider),
    version = version + 1
RETURNING id, version;
