-- The last thing user ?1 did since ?2 that is still in force: all its parts, the last one first. What was done together
-- with a signature stays.
SELECT operation, change, inverse, expects, restores, follows
FROM operation
WHERE bundle = (SELECT bundle FROM operation
                WHERE user_id = ?1 AND at >= ?2 AND act = 'do' AND live = 1 AND inverse IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM operation AS part
                                  WHERE part.bundle = operation.bundle AND part.inverse IS NULL)
                ORDER BY seq DESC
                LIMIT 1)
ORDER BY seq DESC;
