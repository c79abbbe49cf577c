-- A check of goal ?4 for patient ?3.
INSERT INTO progress (patient_id, goal_id, on_date, direction, evidence, counts) VALUES (?3, ?4, ?5, ?6, ?7, ?8);
