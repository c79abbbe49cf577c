-- The newest result since ?3 of each of the codes ?2 (a JSON list).
SELECT o.id, o.version, o.patient_id, o.code, o.name, o.category, o.at, o.value, o.unit, o.text, o.status
FROM json_each(?1) AS mine
CROSS JOIN json_each(?2) AS wanted
CROSS JOIN observation AS o ON o.id = (
    SELECT id FROM observation
    WHERE patient_id = mine.value AND code = wanted.value AND at >= ?3 AND status = 'valid'
    ORDER BY at DESC LIMIT 1)
ORDER BY o.patient_id, o.at DESC, o.id DESC;
