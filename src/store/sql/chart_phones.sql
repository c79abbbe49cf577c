-- Further telephone numbers of patient ?1.
SELECT phone FROM patient_phone WHERE patient_id = ?1 ORDER BY place;
