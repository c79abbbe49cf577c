-- Measurements, in no order and some of them twice: the newest ?4 of each of the codes ?2 (a JSON list), however long ago;
-- since ?3 the newest ?6 of each of the codes ?5; since ?8 the newest of each of the codes ?7. Only codes that a patient has
-- are looked up, found by leaps through the index, for the lists have many more; and one patient after the other, for their
-- pages lie together. Then of each patient the newest twenty that may be dangerous, each with the newest of its code. Last, of
-- the sensors ?9 (a JSON object: code, and below which value its time counts) one row for their newest three days.
WITH RECURSIVE has(patient, code) AS (
    SELECT mine.value, (SELECT min(o.code) FROM observation AS o WHERE o.patient_id = mine.value)
    FROM json_each(?1) AS mine
    UNION ALL
    SELECT has.patient,
           (SELECT min(o.code) FROM observation AS o WHERE o.patient_id = has.patient AND o.code > has.code)
    FROM has WHERE has.code IS NOT NULL
    ORDER BY 1, 2)
SELECT o.id, o.version, o.patient_id, o.code, o.name, o.category, o.at, o.value, o.unit, o.text, o.status, o.how
FROM has
CROSS JOIN observation AS o ON o.id IN (
    SELECT id FROM (
        SELECT id FROM observation
        WHERE patient_id = has.patient AND code = has.code AND status = 'valid'
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
        ORDER BY at DESC LIMIT 1))
UNION ALL
SELECT o.id, o.version, o.patient_id, o.code, o.name, o.category, o.at, o.value, o.unit, o.text, o.status, o.how
FROM json_each(?1) AS mine
CROSS JOIN observation AS a ON a.id IN (
    SELECT id FROM observation WHERE patient_id = mine.value AND alarming = 1 ORDER BY at DESC LIMIT 20)
CROSS JOIN observation AS o ON o.id IN (
    a.id,
    (SELECT n.id FROM observation AS n
     WHERE n.patient_id = a.patient_id AND n.code = a.code AND n.status = 'valid' ORDER BY n.at DESC LIMIT 1))
UNION ALL
SELECT s.id, s.version, s.patient_id, s.code, s.name, s.category, s.at, min(s.value), s.unit,
       'lowest of ' || count(*) || ' sensor readings in 3 days, '
           || CAST(round(sum(CASE WHEN s.value < s.low THEN s.lasted ELSE 0 END) / 60000.0) AS INTEGER)
           || ' min below ' || printf('%g', s.low) || coalesce(' ' || s.unit, ''),
       s.status, s.how
FROM (
    SELECT o.*, sensor.value AS low,
           min(coalesce(lead(o.at) OVER (PARTITION BY o.patient_id, o.code ORDER BY o.at) - o.at, 300000), 900000) AS lasted
    FROM json_each(?1) AS mine
    CROSS JOIN json_each(?9) AS sensor
    CROSS JOIN observation AS o ON o.patient_id = mine.value AND o.code = sensor.key AND o.status = 'valid'
        AND o.value IS NOT NULL
        AND o.at > (SELECT max(l.at) FROM observation AS l WHERE l.patient_id = mine.value AND l.code = sensor.key) - 259200000
) AS s
GROUP BY s.patient_id, s.code;
