-- Problem ?1 of a plan says something else from now on, if it is still at version ?2.
UPDATE plan_problem
SET name = ?4, words = ?5, code = ?6, status = ?7, knowledge = ?8, behavior = ?9, condition = ?10, position = ?11,
    outcome = ?12, version = version + 1
WHERE id = ?1 AND version = ?2 AND patient_id = ?3;
