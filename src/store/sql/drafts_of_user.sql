-- The unfinished texts of user ?1, the newest first; of a long text only how it begins.
SELECT d.patient_id, p.family, p.given, d.place, substr(d.text, 1, 400), length(d.text), d.updated_at
FROM draft AS d
JOIN patient AS p ON p.id = d.patient_id
WHERE d.user_id = ?1
ORDER BY d.updated_at DESC, d.id DESC;
