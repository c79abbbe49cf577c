-- What becomes of line ?4 of the medication list of patient ?3.
INSERT INTO medicine_use (patient_id, medication_id, kind, on_date, body, counts) VALUES (?3, ?4, ?5, ?6, ?7, ?8);
