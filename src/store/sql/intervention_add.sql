-- An intervention for patient ?3.
INSERT INTO intervention (patient_id, plan_id, goal_id, text, discipline, frequency, active, problem_id, category,
                          needs_order, order_id, started, stopped, position, outcome, counts, frequency_since)
VALUES (?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19);
