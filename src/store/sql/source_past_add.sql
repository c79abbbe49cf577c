-- What an entry said before it was replaced.
INSERT OR IGNORE INTO source_past (key, content) VALUES (?1, ?2);
