-- Checks of the open goals of these patients, oldest first.
SELECT p.goal_id, p.on_date, p.direction, p.evidence
FROM json_each(?1) AS mine
CROSS JOIN goal AS g ON g.patient_id = mine.value AND g.status = 'open'
CROSS JOIN progress AS p ON p.goal_id = g.id
ORDER BY p.goal_id, p.on_date, p.id;
