-- The last thing user ?1 took back since ?2, unless she has done something new since.
SELECT u.target, t.inverse FROM operation AS u
JOIN operation AS t ON t.operation = u.target
WHERE u.user_id = ?1 AND u.at >= ?2 AND u.act = 'undo' AND t.live = 0
  AND u.seq > (SELECT coalesce(max(seq), 0) FROM operation WHERE user_id = ?1 AND act = 'do')
  AND u.seq = (SELECT max(seq) FROM operation WHERE target = u.target)
ORDER BY u.user_id, u.seq DESC
LIMIT 1;
