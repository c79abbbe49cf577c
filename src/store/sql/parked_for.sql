-- Entries that wait for a key.
SELECT key, record FROM parked WHERE waits_for = ?1 ORDER BY key;
