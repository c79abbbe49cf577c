-- What tells patient ?1 from others.
SELECT id, number, family, given, born, sex FROM patient WHERE id = ?1;
