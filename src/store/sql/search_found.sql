-- Patients one of whose terms begins with ?1, and who have a term that begins with each of ?2 (a JSON list), as listed;
-- first those whom the users ?3 (a JSON list) have on their caseload. A prefix ends before itself and U+10FFFF.
SELECT p.id, p.number, p.family, p.given, p.born, p.died, p.sex, p.phone, p.street, p.city,
       EXISTS (SELECT 1 FROM care_team AS c WHERE c.patient_id = p.id AND c.role = 'case_manager' AND c.ended = 0
               AND c.user_id IN (SELECT value FROM json_each(?3)))
FROM (SELECT DISTINCT patient_id FROM patient_term WHERE term >= ?1 AND term < ?1 || char(1114111)) AS found
CROSS JOIN patient AS p ON p.id = found.patient_id
WHERE NOT EXISTS (
    SELECT 1 FROM json_each(?2) AS further
    WHERE NOT EXISTS (SELECT 1 FROM patient_term AS t WHERE t.patient_id = p.id
                      AND t.term >= further.value AND t.term < further.value || char(1114111)))
ORDER BY 11 DESC, p.family, p.given, p.id
LIMIT 40;
