-- An entry of `entry` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO entry (id, patient_id, kind, on_date, state, author, at, body)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, kind = excluded.kind, on_date = excluded.on_date, state = excluded.state, author = excluded.author, at = excluded.at, body = excluded.body,
    version = version + 1
RETURNING id, version;
