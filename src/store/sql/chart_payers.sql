-- Who pays for patient ?1.
SELECT payer FROM coverage WHERE patient_id = ?1 AND active = 1 ORDER BY id;
