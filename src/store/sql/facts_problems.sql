-- Problems of these patients that are active or whose status nobody states, as they were listed.
SELECT p.id, p.version, p.patient_id, p.text, p.code, p.status, p.onset, p.ended
FROM json_each(?1) AS mine
CROSS JOIN problem AS p ON p.patient_id = mine.value AND p.status IN ('active', 'not_stated')
ORDER BY p.patient_id, p.id;
