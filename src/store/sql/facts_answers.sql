-- Answers to alerts of these patients, the newest first.
SELECT a.id, a.version, a.patient_id, a.subject, a.cause, a.kind, a.reason, a.user_id, a.at, a.told
FROM json_each(?1) AS mine
CROSS JOIN acknowledgement AS a ON a.patient_id = mine.value
WHERE a.counts = 1
ORDER BY a.patient_id, a.at DESC, a.id DESC;
