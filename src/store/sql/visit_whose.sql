-- Whose visit ?1 is.
SELECT user_id FROM visit WHERE id = ?1;
