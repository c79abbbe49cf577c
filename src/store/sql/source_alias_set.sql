-- Another name of a source key.
INSERT OR IGNORE INTO source_alias (alias, key) VALUES (?1, ?2);
