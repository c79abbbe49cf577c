-- How many unfinished texts user ?1 has.
SELECT count(*) FROM draft WHERE user_id = ?1;
