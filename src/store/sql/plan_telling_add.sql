-- Everybody concerned of patient ?1 was told of the changed plan, or became a task, unless somebody told it meanwhile.
INSERT INTO plan_telling (patient_id, at, after, content, up_to, findings, parties, counts)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT DO NOTHING;
