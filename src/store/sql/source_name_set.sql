-- What something is called.
INSERT INTO source_name (key, name, phone, code, via, at, clash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (key) DO UPDATE SET name = excluded.name, phone = excluded.phone, code = excluded.code, via = excluded.via,
    at = excluded.at, clash = excluded.clash;
