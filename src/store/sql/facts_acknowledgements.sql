-- Answers to alerts of these patients.
SELECT a.patient_id, a.cause, a.reason, a.user_id, a.at
FROM json_each(?1) AS mine
CROSS JOIN acknowledgement AS a ON a.patient_id = mine.value
WHERE a.counts = 1;
