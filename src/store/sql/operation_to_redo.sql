-- The last thing user ?1 took back since ?2, unless she has done something new since: all its parts, the first one first.
SELECT t.operation, t.change, t.inverse, t.expects, t.restores, t.follows
FROM operation AS u
JOIN operation AS t ON t.operation = u.target
WHERE u.bundle = (SELECT n.bundle FROM operation AS n
                  JOIN operation AS o ON o.operation = n.target
                  WHERE n.user_id = ?1 AND n.at >= ?2 AND n.act = 'undo' AND o.live = 0
                    AND n.seq > (SELECT coalesce(max(seq), 0) FROM operation
                                 WHERE user_id = ?1 AND at >= ?2 AND act = 'do')
                  ORDER BY n.seq DESC
                  LIMIT 1)
ORDER BY u.seq DESC;
