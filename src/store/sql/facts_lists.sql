-- Medication lists of others that wait to be reconciled with those of these patients, the newest first.
SELECT l.id, l.version, l.patient_id, l.source, l.told_by, l.on_date, l.lines, l.status
FROM json_each(?1) AS mine
CROSS JOIN medicine_list AS l ON l.patient_id = mine.value AND l.status = 'open'
ORDER BY l.patient_id, l.on_date DESC, l.id DESC;
