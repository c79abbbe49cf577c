-- User ?1 has looked at patient ?2.
INSERT INTO looked (user_id, patient_id, at) VALUES (?1, ?2, ?3)
ON CONFLICT (user_id, patient_id) DO UPDATE SET at = excluded.at;
