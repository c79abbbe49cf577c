-- Measurements that count, by code.
SELECT code, count(*) FROM observation WHERE status = 'valid' GROUP BY code ORDER BY code;
