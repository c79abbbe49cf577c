-- The chart number of patient ?1.
SELECT number FROM patient WHERE id = ?1;
