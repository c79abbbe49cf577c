-- A further telephone number.
INSERT INTO patient_phone (patient_id, place, phone) VALUES (?1, ?2, ?3);
