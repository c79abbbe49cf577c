-- Another name of a source key.
INSERT INTO source_alias (alias, key) VALUES (?1, ?2) ON CONFLICT (alias) DO UPDATE SET key = excluded.key;
