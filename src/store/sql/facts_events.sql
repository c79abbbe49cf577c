-- What happened to each of these patients so far, oldest first.
SELECT e.id, e.version, e.patient_id, e.body
FROM json_each(?1) AS mine
CROSS JOIN event AS e ON e.patient_id = mine.value
WHERE e.counts = 1
ORDER BY e.patient_id, e.on_date, e.id;
