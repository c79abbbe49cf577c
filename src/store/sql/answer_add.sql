-- An answer to an alert about patient ?1.
INSERT INTO acknowledgement (patient_id, subject, cause, kind, reason, user_id, at, counts, told)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);
