-- Identifiers of patient ?1.
SELECT system, value FROM patient_identifier WHERE patient_id = ?1 ORDER BY system, value;
