-- Others with number ?2 of system ?1; a few tell as much as many.
SELECT p.id, p.number, p.family, p.given, p.born, p.sex
FROM patient_identifier AS i JOIN patient AS p ON p.id = i.patient_id
WHERE i.value = ?2 AND i.system = ?1 AND i.patient_id <> ?3
LIMIT 5;
