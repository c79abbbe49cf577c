-- Some other patients with a name that begins with the letters from ?1 up to ?2: the first fifty.
SELECT DISTINCT p.id, p.number, p.family, p.given, p.born, p.sex
FROM patient_term AS t JOIN patient AS p ON p.id = t.patient_id
WHERE t.term >= ?1 AND t.term < ?2 AND p.id <> ?3
LIMIT 50;
