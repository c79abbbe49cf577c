-- Others born on day ?1.
SELECT id, number, family, given, born, sex FROM patient WHERE born = ?1 AND id <> ?2;
