-- An entry waits for ?2 no longer.
DELETE FROM parked WHERE key = ?1 AND waits_for = ?2;
