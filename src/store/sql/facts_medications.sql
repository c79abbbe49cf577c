-- What these patients take or have on hold.
SELECT m.id, m.version, m.patient_id, m.drug, m.sig, m.route, m.as_needed, m.status, m.started, m.stopped,
       m.indication, m.ordered_by, m.code, m.source, m.typed, m.told_by, m.reason
FROM json_each(?1) AS mine
CROSS JOIN medication AS m ON m.patient_id = mine.value AND m.status IN ('active', 'held')
ORDER BY m.patient_id, m.drug, m.id;
