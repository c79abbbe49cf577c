-- Patients one of whose terms begins with ?1 (up to, not including, ?2).
SELECT DISTINCT patient_id FROM patient_term WHERE term >= ?1 AND term < ?2 LIMIT ?3;
