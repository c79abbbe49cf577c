-- Colleagues of user ?2 who have had the chart of patient ?1 in hand since ?3: what they write, or that they opened it.
SELECT u.given, u.family, d.place, d.updated_at AS at
FROM draft AS d
CROSS JOIN user AS u ON u.id = d.user_id
WHERE d.patient_id = ?1 AND d.updated_at >= ?3 AND d.user_id <> ?2
UNION ALL
SELECT u.given, u.family, NULL, l.at
FROM looked AS l
CROSS JOIN user AS u ON u.id = l.user_id
WHERE l.patient_id = ?1 AND l.at >= ?3 AND l.user_id <> ?2
ORDER BY at DESC;
