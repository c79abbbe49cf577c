-- Record ?1 about a medicine says something else from now on, if it is still at version ?3.
UPDATE medicine_use
SET medication_id = ?4, kind = ?5, on_date = ?6, body = ?7, counts = ?8, version = version + 1
WHERE id = ?1 AND patient_id = ?2 AND version = ?3;
