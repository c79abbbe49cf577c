-- What was done and what takes it back.
INSERT INTO operation
    (operation, seq, user_id, at, patient_id, act, target, object, change, inverse, expects, restores, live)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1);
