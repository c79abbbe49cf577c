-- What became of an intervention reads otherwise from now on, if row ?1 is still at version ?2.
UPDATE delivery
SET intervention_id = ?4, on_date = ?5, result = ?6, detail = ?7, counts = ?8, version = version + 1
WHERE id = ?1 AND version = ?2 AND patient_id = ?3;
