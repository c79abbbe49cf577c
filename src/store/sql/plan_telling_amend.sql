-- Telling ?1 counts or does not count any more, if it is still at version ?2.
UPDATE plan_telling
SET at = ?4, content = ?5, up_to = ?6, findings = ?7, parties = ?8, counts = ?9, version = version + 1
WHERE id = ?1 AND version = ?2 AND patient_id = ?3;
