-- Answer ?1 says something else from now on, if it is still at version ?3.
UPDATE acknowledgement
SET subject = ?4, cause = ?5, kind = ?6, reason = ?7, user_id = ?8, at = ?9, counts = ?10, told = ?11,
    version = version + 1
WHERE id = ?1 AND patient_id = ?2 AND version = ?3;
