-- Up to where everybody concerned of patient ?1 was told: the newest that counts.
SELECT id, version, patient_id, at, after, content, up_to, findings, parties
FROM plan_telling
WHERE patient_id = ?1 AND counts = 1
ORDER BY id DESC
LIMIT 1;
