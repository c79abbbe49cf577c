-- All seals, in order.
SELECT id, first, last, digest FROM audit_seal ORDER BY id;
