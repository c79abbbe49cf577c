-- One patient and when user ?2 last looked at her.
SELECT p.id, p.version, p.number, p.family, p.given, p.preferred_name, p.born, p.died, p.sex, p.language,
       p.interpreter, p.code_status, p.street, p.city, p.state, p.postal_code, p.phone, p.access, l.at
FROM patient AS p
LEFT JOIN looked AS l ON l.user_id = ?2 AND l.patient_id = p.id
WHERE p.id = ?1;
