-- What user ?1 was typing at place ?3 of patient ?2.
SELECT text, cursor, seen, updated_at, becomes FROM draft WHERE user_id = ?1 AND patient_id = ?2 AND place = ?3;
