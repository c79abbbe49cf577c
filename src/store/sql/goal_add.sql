-- A goal for patient ?3.
INSERT INTO goal (patient_id, plan_id, problem, text, measure, target, unit, started, target_date, status, outcome,
                  problem_id, baseline, agreed, position)
VALUES (?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17);
