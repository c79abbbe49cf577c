-- An entry was deleted at its source before it came.
INSERT INTO source_gone (key, at, number) VALUES (?1, ?2, ?3)
ON CONFLICT (key) DO UPDATE SET at = max(coalesce(excluded.at, at), coalesce(at, excluded.at)), number = max(coalesce(excluded.number, number), coalesce(number, excluded.number));
