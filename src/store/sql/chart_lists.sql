-- Medication lists of others about patient ?1 that wait to be reconciled with ours, the newest first.
SELECT id, version, patient_id, source, told_by, on_date, lines, status
FROM medicine_list
WHERE patient_id = ?1 AND status = 'open'
ORDER BY on_date DESC, id DESC;
