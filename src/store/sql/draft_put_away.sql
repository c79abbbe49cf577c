-- The text was used, or its author put it away; not what another session typed there since this one looked (?4, if it did).
DELETE FROM draft WHERE user_id = ?1 AND patient_id = ?2 AND place = ?3 AND (?4 IS NULL OR updated_at = ?4);
