-- A note about patient ?3, written by user ?8.
INSERT INTO note (patient_id, kind, at, author, text, counts, user_id) VALUES (?3, ?4, ?5, ?6, ?7, ?9, ?8);
