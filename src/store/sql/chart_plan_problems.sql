-- The problems of the plan of patient ?1, in her order.
SELECT id, version, patient_id, name, words, code, status, knowledge, behavior, condition, position, outcome
FROM plan_problem
WHERE patient_id = ?1 AND status IN ('active', 'monitoring', 'resolved')
ORDER BY position, id;
