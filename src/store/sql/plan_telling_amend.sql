-- Telling ?1 counts or does not count any more, if it is still at version ?3 and no other one stands in its place.
UPDATE OR IGNORE plan_telling
SET at = ?4, after = ?5, content = ?6, up_to = ?7, findings = ?8, parties = ?9, counts = ?10, version = version + 1
WHERE id = ?1 AND patient_id = ?2 AND version = ?3;
