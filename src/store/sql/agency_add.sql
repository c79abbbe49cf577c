-- The agency, once.
INSERT INTO agency (id, name, zone, created_at) VALUES (1, ?1, ?2, ?3);
