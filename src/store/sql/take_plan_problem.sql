-- An entry of `plan_problem` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO plan_problem (id, patient_id, name, words, code, status, knowledge, behavior, condition, position)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, name = excluded.name, words = excluded.words, code = excluded.code, status = excluded.status, knowledge = excluded.knowledge, behavior = excluded.behavior, condition = excluded.condition, position = excluded.position,
    version = version + 1
RETURNING id, version;
