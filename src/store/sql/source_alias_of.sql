-- The key behind an alias.
SELECT key FROM source_alias WHERE alias = ?1;
