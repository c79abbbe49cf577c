-- A patient came in an import that has not ended.
INSERT OR IGNORE INTO newcomer (patient_id) VALUES (?1);
