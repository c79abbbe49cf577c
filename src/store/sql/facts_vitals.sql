-- The newest measurements since ?3, newest first: ?4 of each of the codes ?2 (a JSON list), ?6 of each of the codes ?5.
-- With them the one newest result since ?8 of each of the codes ?7; a row that is both comes twice, one behind the other.
SELECT o.id, o.version, o.patient_id, o.code, o.name, o.category, o.at, o.value, o.unit, o.text, o.status
FROM json_each(?1) AS mine
CROSS JOIN json_each(?2) AS wanted
CROSS JOIN observation AS o ON o.id IN (
    SELECT id FROM observation
    WHERE patient_id = mine.value AND code = wanted.value AND at >= ?3 AND status = 'valid'
    ORDER BY at DESC LIMIT ?4)
UNION ALL
SELECT o.id, o.version, o.patient_id, o.code, o.name, o.category, o.at, o.value, o.unit, o.text, o.status
FROM json_each(?1) AS mine
CROSS JOIN json_each(?5) AS wanted
CROSS JOIN observation AS o ON o.id IN (
    SELECT id FROM observation
    WHERE patient_id = mine.value AND code = wanted.value AND at >= ?3 AND status = 'valid'
    ORDER BY at DESC LIMIT ?6)
UNION ALL
SELECT o.id, o.version, o.patient_id, o.code, o.name, o.category, o.at, o.value, o.unit, o.text, o.status
FROM json_each(?1) AS mine
CROSS JOIN json_each(?7) AS wanted
CROSS JOIN observation AS o ON o.id IN (
    SELECT id FROM observation
    WHERE patient_id = mine.value AND code = wanted.value AND at >= ?8 AND status = 'valid'
    ORDER BY at DESC LIMIT 1)
ORDER BY 3, 7 DESC, 1 DESC;
