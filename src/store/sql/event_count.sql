-- A fact counts from now on, or does not, if it is still as it was seen.
UPDATE event SET counts = ?3, version = version + 1 WHERE id = ?1 AND version = ?2 AND patient_id = ?4 AND counts <> ?3;
