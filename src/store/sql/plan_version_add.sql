-- A version of the plan of patient ?1 is signed, unless a version with this number is there.
INSERT INTO plan_version (patient_id, number, kind, about, content, sha256, user_id, signer, at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (patient_id, number) DO NOTHING;
