-- One term a patient is found by.
INSERT OR IGNORE INTO patient_term (term, patient_id) VALUES (?1, ?2);
