-- An entry of a kind for patient ?1.
INSERT INTO entry (patient_id, kind, on_date, state, author, at, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);
