-- Family and caregivers of patient ?1.
SELECT name, relation, kind, phone FROM contact WHERE patient_id = ?1 AND counts = 1 ORDER BY id;
