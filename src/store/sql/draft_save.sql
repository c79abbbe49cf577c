-- Keeps what is being typed.
INSERT INTO draft (user_id, patient_id, place, text, cursor, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (user_id, patient_id, place) DO UPDATE
SET text = excluded.text, cursor = excluded.cursor, updated_at = excluded.updated_at;
