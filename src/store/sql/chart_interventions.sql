-- The interventions of patient ?1, in their order.
SELECT id, version, patient_id, plan_id, goal_id, text, discipline, frequency, active, problem_id, category, needs_order,
       order_id, started, stopped, position, outcome, frequency_since, counts
FROM intervention
WHERE patient_id = ?1 AND counts = 1
ORDER BY position, id;
