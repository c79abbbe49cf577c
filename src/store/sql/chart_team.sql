-- Who cares for patient ?1.
SELECT CASE WHEN u.id IS NULL THEN c.name ELSE trim(u.given || ' ' || u.family || ' ' || u.credential) END, c.role, c.phone
FROM care_team AS c
LEFT JOIN user AS u ON u.id = c.user_id
WHERE c.patient_id = ?1 AND c.ended = 0
ORDER BY c.id;
