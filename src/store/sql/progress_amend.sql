-- Check ?1 says something else from now on, if it is still at version ?2.
UPDATE progress
SET goal_id = ?4, on_date = ?5, direction = ?6, evidence = ?7, counts = ?8, version = version + 1
WHERE id = ?1 AND version = ?2 AND patient_id = ?3;
