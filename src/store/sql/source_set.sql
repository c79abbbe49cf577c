-- Remembers where a source key leads and what it looked like.
INSERT INTO source (key, kind, row, digest, version) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (key) DO UPDATE SET digest = excluded.digest, version = excluded.version;
