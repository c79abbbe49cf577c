-- The signed versions of the plan of patient ?1, and what was added to them, oldest first.
SELECT number, kind, about, content, sha256, user_id, signer, at FROM plan_version WHERE patient_id = ?1 ORDER BY number;
