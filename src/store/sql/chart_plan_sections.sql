-- The narrative sections of the plan of patient ?1.
SELECT id, version, patient_id, key, text FROM plan_section WHERE patient_id = ?1 ORDER BY id;
