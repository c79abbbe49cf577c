-- The pairs of charts that chart ?1 is one of.
SELECT c.id, c.version, c.patient_id, c.other_id, c.because, c.decision, c.keeps, coalesce(u.given || ' ' || u.family, '')
FROM (SELECT * FROM chart_pair WHERE patient_id = ?1 UNION ALL SELECT * FROM chart_pair WHERE other_id = ?1) AS c
LEFT JOIN user AS u ON u.id = c.decided_by
ORDER BY c.id;
