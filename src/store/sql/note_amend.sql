-- Note ?1 says something else from now on, if it is still at version ?3; it keeps its writer ?8.
UPDATE note
SET kind = ?4, at = ?5, author = ?6, text = ?7, counts = ?9, user_id = coalesce(user_id, ?8), version = version + 1
WHERE id = ?1 AND patient_id = ?2 AND version = ?3;
