-- An entry that waits for what ?2 names.
INSERT INTO parked (key, waits_for, record) VALUES (?1, ?2, ?3)
ON CONFLICT (key, waits_for) DO UPDATE SET record = excluded.record;
