-- What was done and what takes it back; the parts of a bundle name its first one.
INSERT INTO operation
    (operation, seq, user_id, at, patient_id, act, target, object, change, inverse, expects, restores, live, bundle, follows)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1, ?13, ?14);
