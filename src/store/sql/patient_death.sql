-- Whether the source of patient ?1 has said that the patient died, and the day of a death that is recorded here.
SELECT p.died IS NOT NULL,
       (SELECT max(e.on_date) FROM event AS e WHERE e.patient_id = p.id AND e.kind = 'death' AND e.counts = 1)
FROM patient AS p
WHERE p.id = ?1;
