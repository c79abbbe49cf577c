-- Everybody concerned of patient ?3 was told of the changed plan, or became a task, unless somebody told it meanwhile.
INSERT INTO plan_telling (patient_id, at, after, content, up_to, findings, parties, counts)
VALUES (?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
ON CONFLICT DO NOTHING;
