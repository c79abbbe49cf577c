-- Goal ?1 says something else from now on, if it is still at version ?2.
UPDATE goal
SET plan_id = ?4, problem = ?5, text = ?6, measure = ?7, target = ?8, unit = ?9, started = ?10, target_date = ?11,
    status = ?12, outcome = ?13, problem_id = ?14, baseline = ?15, agreed = ?16, position = ?17, version = version + 1
WHERE id = ?1 AND version = ?2 AND patient_id = ?3;
