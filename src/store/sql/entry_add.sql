-- An entry of a kind for patient ?3.
INSERT INTO entry (patient_id, kind, on_date, state, author, at, body) VALUES (?3, ?4, ?5, ?6, ?7, ?8, ?9);
