-- The newest seal.
SELECT digest FROM audit_seal ORDER BY id DESC LIMIT 1;
