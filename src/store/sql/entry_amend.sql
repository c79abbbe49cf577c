-- Entry ?1 says something else from now on, if it is still at version ?3. It stays of its kind, and its author's.
UPDATE entry
SET on_date = ?5, state = ?6, body = ?9, version = version + 1
WHERE id = ?1 AND patient_id = ?2 AND version = ?3 AND kind = ?4 AND author = ?7 AND at = ?8;
