-- The digest of one seal.
SELECT digest FROM audit_seal WHERE id = ?1;
