-- Session ?4 goes on with what user ?1 was typing at place ?3 of patient ?2.
UPDATE draft SET session = ?4 WHERE user_id = ?1 AND patient_id = ?2 AND place = ?3;
