-- One patient and when user ?2 last looked at her, and who pays, a JSON list of [kind, order, from, to].
SELECT p.id, p.version, p.number, p.family, p.given, p.preferred_name, p.born, p.died, p.sex, p.language,
       p.interpreter, p.code_status, p.street, p.city, p.state, p.postal_code, p.phone, p.access, l.at,
       (SELECT json_group_array(json_array(c.kind, c.priority, c.from_on, c.to_on) ORDER BY c.id)
        FROM coverage AS c WHERE c.patient_id = p.id AND c.active = 1)
FROM patient AS p
LEFT JOIN looked AS l ON l.user_id = ?2 AND l.patient_id = p.id
WHERE p.id = ?1;
