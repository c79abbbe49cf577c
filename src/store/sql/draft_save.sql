-- Keeps what is being typed.
INSERT INTO draft (user_id, patient_id, place, text, cursor, seen, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (user_id, patient_id, place) DO UPDATE
SET text = excluded.text, cursor = excluded.cursor, seen = excluded.seen, updated_at = excluded.updated_at;
