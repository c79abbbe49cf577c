-- A note about patient ?1, written by user ?6.
INSERT INTO note (patient_id, kind, at, author, text, counts, user_id) VALUES (?1, ?2, ?3, ?4, ?5, ?7, ?6);
