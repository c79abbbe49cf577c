-- What is on record about two charts.
SELECT id, because, decision, keeps, version FROM chart_pair WHERE patient_id = ?1 AND other_id = ?2;
