-- What is parked under a key, waiting for another.
SELECT record FROM parked WHERE key = ?1 AND waits_for = ?2;
