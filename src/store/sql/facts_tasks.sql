-- What somebody has promised to do for these patients, the earliest first.
SELECT t.id, t.version, t.patient_id, t.kind, t.text, t.due, t.owner, t.about, t.status, t.outcome
FROM json_each(?1) AS mine
CROSS JOIN task AS t ON t.patient_id = mine.value AND t.status = 'open'
ORDER BY t.patient_id, t.due, t.id;
