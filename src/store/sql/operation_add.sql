-- What was done and what takes it back.
INSERT INTO operation (operation, seq, user_id, at, patient_id, act, target, change, inverse, live)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 1);
