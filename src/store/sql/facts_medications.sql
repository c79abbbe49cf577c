-- What these patients take or have on hold, each line with what is on record of its use since day ?2 as a JSON list.
SELECT m.id, m.version, m.patient_id, m.drug, m.sig, m.route, m.as_needed, m.status, m.started, m.stopped,
       m.indication, m.ordered_by, m.code, m.source, m.typed, m.told_by, m.reason,
       (SELECT json_group_array(json_object('id', u.id, 'version', u.version, 'what', json(u.body)))
        FROM medicine_use AS u WHERE u.medication_id = m.id AND u.on_date >= ?2 AND u.counts = 1)
FROM json_each(?1) AS mine
CROSS JOIN medication AS m ON m.patient_id = mine.value AND m.status IN ('active', 'held')
ORDER BY m.patient_id, m.drug, m.id;
