-- The last thing user ?1 took back since ?2, unless she has done something new since.
SELECT t.operation, t.change, t.inverse, t.expects, t.restores
FROM operation AS u
JOIN operation AS t ON t.operation = u.target
WHERE u.user_id = ?1 AND u.at >= ?2 AND u.act = 'undo' AND t.live = 0
  AND u.seq > (SELECT coalesce(max(seq), 0) FROM operation WHERE user_id = ?1 AND at >= ?2 AND act = 'do')
ORDER BY u.seq DESC
LIMIT 1;
