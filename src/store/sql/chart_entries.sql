-- Every entry of the chart of patient ?1, the newest first.
SELECT id, version, patient_id, kind, on_date, state, author, at, body
FROM entry
WHERE patient_id = ?1
ORDER BY on_date DESC, id DESC;
