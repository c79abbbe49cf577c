-- The whole chain, in order.
SELECT seq, at, user_id, session, action, patient_id, object, version, content, hash FROM audit ORDER BY seq;
