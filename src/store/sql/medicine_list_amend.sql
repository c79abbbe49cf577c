-- List ?1 stands elsewhere from now on, if it is still at version ?2.
UPDATE medicine_list
SET source = ?4, told_by = ?5, on_date = ?6, lines = ?7, status = ?8, version = version + 1
WHERE id = ?1 AND version = ?2 AND patient_id = ?3;
