-- An entry of `observation` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO observation (id, patient_id, code, name, category, at, value, unit, text, status, how, alarming)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, code = excluded.code, name = excluded.name, category = excluded.category, at = excluded.at, value = excluded.value, unit = excluded.unit, text = excluded.text, status = excluded.status, how = excluded.how, alarming = excluded.alarming,
    version = version + 1
RETURNING id, version;
