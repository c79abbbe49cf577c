-- What became of an intervention for patient ?3.
INSERT INTO delivery (patient_id, intervention_id, on_date, result, detail, counts) VALUES (?3, ?4, ?5, ?6, ?7, ?8);
