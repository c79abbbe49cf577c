-- What user ?1 was typing in session ?4 is saved under its name (?3), and is no draft any more.
DELETE FROM draft WHERE user_id = ?1 AND patient_id = ?2 AND becomes = ?3 AND session = ?4;
