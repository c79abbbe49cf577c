-- The pairs of charts whose decision is one of ?1 (a JSON list).
SELECT c.id, c.version, c.patient_id, c.other_id, c.because, c.decision, c.keeps, coalesce(u.given || ' ' || u.family, '')
FROM json_each(?1) AS wanted
CROSS JOIN chart_pair AS c ON c.decision = wanted.value
LEFT JOIN user AS u ON u.id = c.decided_by
ORDER BY c.id;
