-- Entries that wait for a key.
SELECT record FROM parked WHERE waits_for = ?1 ORDER BY key;
