-- An entry of `progress` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO progress (id, patient_id, goal_id, on_date, direction, evidence)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, goal_id = excluded.goal_id, on_date = excluded.on_date, direction = excluded.direction, evidence = excluded.evidence,
    version = version + 1
RETURNING id, version;
