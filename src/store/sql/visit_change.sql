-- Moves a visit on, if it is still as it was seen.
UPDATE visit
SET status = ?3, started = ?4, finished = ?5, reason = ?6, practitioner_told = ?7, version = version + 1
WHERE id = ?1 AND version = ?2 AND patient_id = ?8 AND status = ?9;
