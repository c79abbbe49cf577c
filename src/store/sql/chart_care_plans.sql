-- The plans of care of patient ?1, the newest first.
SELECT id, version, patient_id, title, status, from_on, to_on
FROM care_plan
WHERE patient_id = ?1 AND status IN ('draft', 'active', 'ended')
ORDER BY from_on DESC, id DESC;
