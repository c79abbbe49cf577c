-- The medication lists of these patients: taken, on hold, not begun, not to be given, and of no stated status. What only says
-- the same as the order it is about is one line with it. Each line with what is on record of its use since day ?2 as a JSON list.
SELECT m.id, m.version, m.patient_id, m.drug, m.sig, m.route, m.as_needed, m.status, m.started, m.stopped,
       m.indication, m.ordered_by, m.code, m.source, m.typed, m.told_by, m.reason,
       (SELECT json_group_array(json_object('id', u.id, 'version', u.version, 'what', json(u.body)))
        FROM medicine_use AS u WHERE u.medication_id = m.id AND u.on_date >= ?2 AND u.counts = 1)
FROM json_each(?1) AS mine
CROSS JOIN medication AS m ON m.patient_id = mine.value AND m.status IN ('active', 'held', 'unknown', 'planned', 'do_not_give')
LEFT JOIN medication AS o ON o.id = m.about AND o.patient_id = m.patient_id
    AND o.status IN ('active', 'held', 'unknown') AND (o.sig = m.sig OR m.sig = '')
WHERE o.id IS NULL
ORDER BY m.patient_id, m.drug, m.id;
