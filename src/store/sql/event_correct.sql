-- A fact of the same kind stands there from now on, if it counts and is still as it was seen.
UPDATE event SET on_date = ?5, body = ?6, version = version + 1
WHERE id = ?1 AND version = ?2 AND patient_id = ?3 AND kind = ?4 AND counts = 1;
