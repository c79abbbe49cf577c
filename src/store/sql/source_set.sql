-- Remembers where a source key leads and what it looked like. What is not dated does not make it younger.
INSERT INTO source (key, kind, row, patient, digest, content, version, at, number) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (key) DO UPDATE SET patient = excluded.patient, digest = excluded.digest, content = excluded.content,
    version = excluded.version, at = coalesce(excluded.at, at), number = coalesce(excluded.number, number), gone = 0;
