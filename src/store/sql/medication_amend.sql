-- Line ?1 says something else from now on, if it is still at version ?2.
UPDATE medication
SET drug = ?4, sig = ?5, route = ?6, as_needed = ?7, status = ?8, started = ?9, stopped = ?10, indication = ?11,
    ordered_by = ?12, code = ?13, source = ?14, typed = ?15, told_by = ?16, reason = ?17, version = version + 1
WHERE id = ?1 AND version = ?2 AND patient_id = ?3;
