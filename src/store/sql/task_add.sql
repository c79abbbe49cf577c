-- A task for patient ?3.
INSERT INTO task (patient_id, text, due, owner, about, status, outcome) VALUES (?3, ?4, ?5, ?6, ?7, ?8, ?9);
