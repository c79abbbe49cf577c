-- Rows after the last seal, in order.
SELECT seq, at, user_id, session, action, patient_id, object, version, content, hash FROM audit
WHERE seq > ?1 ORDER BY seq LIMIT 1000;
