-- Whether a patient came in an import that has not ended.
SELECT p.died IS NULL FROM newcomer AS n JOIN patient AS p ON p.id = n.patient_id WHERE n.patient_id = ?1;
