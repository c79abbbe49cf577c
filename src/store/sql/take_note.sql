-- An entry of `note` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO note (id, patient_id, user_id, author, kind, at, text)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, user_id = excluded.user_id, author = excluded.author, kind = excluded.kind, at = excluded.at, text = excluded.text,
    counts = 1, version = version + 1
RETURNING id, version;
