-- Whether tables of ours are here, in a file without our mark.
SELECT count(*) = 4 FROM sqlite_schema WHERE type = 'table' AND name IN ('patient', 'operation', 'audit', 'audit_seal');
