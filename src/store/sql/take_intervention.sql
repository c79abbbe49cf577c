-- An entry of `intervention` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO intervention (id, patient_id, plan_id, goal_id, text, discipline, frequency, active, problem_id, category, needs_order, started)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, plan_id = excluded.plan_id, goal_id = excluded.goal_id, text = CASE WHEN excluded.text IN ('', '(request not named)') THEN text ELSE excluded.text END, discipline = coalesce(excluded.discipline, discipline), frequency = coalesce(excluded.frequency, frequency), active = excluded.active, problem_id = excluded.problem_id, category = excluded.category, needs_order = excluded.needs_order, started = excluded.started, counts = 1,
    version = version + 1
RETURNING id, version;
