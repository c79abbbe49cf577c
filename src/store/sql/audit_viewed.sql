-- Whether this session has looked at patient ?1 since ?3.
SELECT EXISTS (SELECT 1 FROM audit WHERE patient_id = ?1 AND session = ?2 AND action = 'view' AND at >= ?3);
