-- Intervention ?1 says something else from now on, if it is still at version ?2.
UPDATE intervention
SET plan_id = ?4, goal_id = ?5, text = ?6, discipline = ?7, frequency = ?8, active = ?9, problem_id = ?10,
    category = ?11, needs_order = ?12, order_id = ?13, started = ?14, stopped = ?15, position = ?16, outcome = ?17,
    counts = ?18, frequency_since = ?19, version = version + 1
WHERE id = ?1 AND version = ?2 AND patient_id = ?3;
