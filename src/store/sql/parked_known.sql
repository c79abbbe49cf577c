-- What is parked under a key.
SELECT record FROM parked WHERE key = ?1;
