-- Keeps what is being typed, in the hands of session ?9, unless it was saved under its name (?8) meanwhile.
INSERT INTO draft (user_id, patient_id, place, text, cursor, seen, updated_at, becomes, session)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9
WHERE NOT EXISTS (SELECT 1 FROM operation WHERE operation = ?8)
ON CONFLICT (user_id, patient_id, place) DO UPDATE
SET text = excluded.text, cursor = excluded.cursor, seen = excluded.seen, updated_at = excluded.updated_at,
    becomes = excluded.becomes, session = excluded.session;
