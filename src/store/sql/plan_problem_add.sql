-- A problem of the plan of patient ?3.
INSERT INTO plan_problem (patient_id, name, words, code, status, knowledge, behavior, condition, position, outcome)
VALUES (?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12);
