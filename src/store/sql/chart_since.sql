-- What was done to the chart of patient ?1 after ?2, newest first; looks are not changes.
SELECT a.at, a.action, coalesce(u.given || ' ' || u.family, ''), a.object
FROM audit AS a
LEFT JOIN user AS u ON u.id = a.user_id
WHERE a.patient_id = ?1 AND a.at > ?2 AND a.action NOT IN ('view', 'list')
ORDER BY a.at DESC, a.seq DESC
LIMIT 20;
