-- The newest notes about patient ?1.
SELECT kind, at, author, text FROM note WHERE patient_id = ?1 AND counts = 1 ORDER BY at DESC, id DESC LIMIT 12;
