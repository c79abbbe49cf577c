-- An entry of `goal` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO goal (id, patient_id, plan_id, problem, text, measure, target, unit, started, target_date, status, problem_id, baseline, agreed)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, plan_id = excluded.plan_id, problem = CASE WHEN excluded.problem IN ('') THEN problem ELSE excluded.problem END, text = CASE WHEN excluded.text IN ('', '(goal not stated)') THEN text ELSE excluded.text END, measure = coalesce(excluded.measure, measure), target = coalesce(excluded.target, target), unit = coalesce(excluded.unit, unit), started = excluded.started, target_date = excluded.target_date, status = excluded.status, problem_id = excluded.problem_id, baseline = excluded.baseline, agreed = excluded.agreed,
    version = version + 1
RETURNING id, version;
