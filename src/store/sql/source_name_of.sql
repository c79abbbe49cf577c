-- What something is called.
SELECT name, phone, code, via, at, clash FROM source_name WHERE key = ?1;
