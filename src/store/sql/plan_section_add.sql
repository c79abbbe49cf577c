-- A section of the plan of patient ?3, unless somebody wrote it meanwhile.
INSERT INTO plan_section (patient_id, key, text) VALUES (?3, ?4, ?5)
ON CONFLICT (patient_id, key) DO NOTHING;
