-- An operation that was already carried out.
SELECT o.seq, o.patient_id, a.action
FROM operation AS o
JOIN audit AS a ON a.seq = o.seq
WHERE o.operation = ?1;
