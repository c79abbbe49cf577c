-- Who pays for patient ?1, the first first.
SELECT payer, kind, priority, from_on, to_on FROM coverage WHERE patient_id = ?1 AND active = 1
ORDER BY priority IS NULL, priority, id;
