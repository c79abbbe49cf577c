-- One row of the audit.
INSERT INTO audit (seq, at, user_id, session, action, patient_id, object, version, content, hash)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);
