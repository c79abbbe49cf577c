-- A contact told with the patient's own record.
INSERT INTO contact (patient_id, name, relation, kind, phone, own) VALUES (?1, ?2, ?3, ?4, ?5, 1);
