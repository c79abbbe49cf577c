-- An entry whose patient has not arrived yet.
INSERT INTO parked (key, waits_for, record) VALUES (?1, ?2, ?3)
ON CONFLICT (key) DO UPDATE SET waits_for = excluded.waits_for, record = excluded.record;
