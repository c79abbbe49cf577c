-- Open goals of these patients.
SELECT g.id, g.version, g.patient_id, g.plan_id, g.problem, g.text, g.measure, g.target, g.unit, g.started,
       g.target_date, g.status
FROM json_each(?1) AS mine
CROSS JOIN goal AS g ON g.patient_id = mine.value AND g.status = 'open'
ORDER BY g.patient_id, g.id;
