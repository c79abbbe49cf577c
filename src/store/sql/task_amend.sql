-- Task ?1 says something else from now on, if it is still at version ?2.
UPDATE task
SET text = ?4, due = ?5, owner = ?6, about = ?7, status = ?8, outcome = ?9, version = version + 1
WHERE id = ?1 AND version = ?2 AND patient_id = ?3;
