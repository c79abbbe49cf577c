-- The import in which a patient came has ended.
DELETE FROM newcomer WHERE patient_id = ?1;
