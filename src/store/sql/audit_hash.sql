-- The hash of one row of the audit.
SELECT hash FROM audit WHERE seq = ?1;
