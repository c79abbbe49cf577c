-- The patients of these users (a JSON list of user ids) and when user ?2 last looked at each.
SELECT DISTINCT p.id, p.version, p.number, p.family, p.given, p.preferred_name, p.born, p.died, p.sex, p.language,
       p.interpreter, p.code_status, p.street, p.city, p.state, p.postal_code, p.phone, p.access, l.at
FROM json_each(?1) AS me
CROSS JOIN care_team AS c ON c.user_id = me.value AND c.role = 'case_manager' AND c.ended = 0
CROSS JOIN patient AS p ON p.id = c.patient_id
LEFT JOIN looked AS l ON l.user_id = ?2 AND l.patient_id = p.id
ORDER BY p.family, p.given, p.id;
