-- What became of the interventions of patient ?1 since ?2, oldest first.
SELECT id, version, patient_id, intervention_id, on_date, result, detail, counts
FROM delivery
WHERE patient_id = ?1 AND on_date >= ?2 AND counts = 1
ORDER BY on_date, id;
