-- The text was used, or its author put it away.
DELETE FROM draft WHERE user_id = ?1 AND patient_id = ?2 AND place = ?3;
