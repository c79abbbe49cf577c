-- Allergies of these patients that count, and statements that none is known.
SELECT a.id, a.version, a.patient_id, a.substance, a.none_known, a.status, a.reaction, a.code, a.none_of, a.details
FROM json_each(?1) AS mine
CROSS JOIN allergy AS a ON a.patient_id = mine.value AND a.status = 'active'
ORDER BY a.patient_id, a.none_known, a.substance, a.id;
