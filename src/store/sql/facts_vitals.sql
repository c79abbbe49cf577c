-- The newest measurements since ?3, in no order: ?4 of each of the codes ?2 (a JSON list), ?6 of each of the codes ?5.
-- With them the one newest result since ?8 of each of the codes ?7. Only codes that a patient has are looked up, found by
-- leaps through the index, for the lists have many more; and one patient after the other, for their pages lie together.
WITH RECURSIVE has(patient, code) AS (
    SELECT mine.value, (SELECT min(o.code) FROM observation AS o WHERE o.patient_id = mine.value)
    FROM json_each(?1) AS mine
    UNION ALL
    SELECT has.patient,
           (SELECT min(o.code) FROM observation AS o WHERE o.patient_id = has.patient AND o.code > has.code)
    FROM has WHERE has.code IS NOT NULL
    ORDER BY 1, 2)
SELECT o.id, o.version, o.patient_id, o.code, o.name, o.category, o.at, o.value, o.unit, o.text, o.status
FROM has
CROSS JOIN observation AS o ON o.id IN (
    SELECT id FROM (
        SELECT id FROM observation
        WHERE patient_id = has.patient AND code = has.code AND at >= ?3 AND status = 'valid'
            AND has.code IN (SELECT value FROM json_each(?2))
        ORDER BY at DESC LIMIT ?4)
    UNION ALL
    SELECT id FROM (
        SELECT id FROM observation
        WHERE patient_id = has.patient AND code = has.code AND at >= ?3 AND status = 'valid'
            AND has.code IN (SELECT value FROM json_each(?5))
        ORDER BY at DESC LIMIT ?6)
    UNION ALL
    SELECT id FROM (
        SELECT id FROM observation
        WHERE patient_id = has.patient AND code = has.code AND at >= ?8 AND status = 'valid'
            AND has.code IN (SELECT value FROM json_each(?7))
        ORDER BY at DESC LIMIT 1));
