-- An identifier.
INSERT OR IGNORE INTO patient_identifier (patient_id, system, value) VALUES (?1, ?2, ?3);
