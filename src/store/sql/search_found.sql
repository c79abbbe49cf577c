-- The found patients (a JSON list) as listed; 1 where user list ?2 has her on its caseload.
SELECT p.id, p.number, p.family, p.given, p.born, p.died, p.sex, p.phone, p.street, p.city,
       EXISTS (SELECT 1 FROM care_team AS c WHERE c.patient_id = p.id AND c.role = 'case_manager' AND c.ended = 0
               AND c.user_id IN (SELECT value FROM json_each(?2)))
FROM json_each(?1) AS found
CROSS JOIN patient AS p ON p.id = found.value
ORDER BY 11 DESC, p.family, p.given, p.id
LIMIT 40;
