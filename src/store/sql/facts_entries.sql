-- What waits for somebody in the charts of these patients, and everything of the kinds ?2, which prove facts to the clock.
SELECT e.id, e.version, e.patient_id, e.kind, e.on_date, e.state, e.author, e.at, e.body
FROM json_each(?1) AS mine
CROSS JOIN entry AS e ON e.patient_id = mine.value AND e.state = 'open'
UNION
SELECT e.id, e.version, e.patient_id, e.kind, e.on_date, e.state, e.author, e.at, e.body
FROM json_each(?1) AS mine
CROSS JOIN json_each(?2) AS proving
CROSS JOIN entry AS e ON e.patient_id = mine.value AND e.kind = proving.value AND e.state = 'closed'
ORDER BY 3, 5, 1;
