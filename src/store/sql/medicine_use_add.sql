-- What becomes of line ?2 of the medication list of patient ?1.
INSERT INTO medicine_use (patient_id, medication_id, kind, on_date, body, counts) VALUES (?1, ?2, ?3, ?4, ?5, ?6);
