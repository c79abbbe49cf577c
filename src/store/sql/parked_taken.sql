-- A parked entry has found its patient.
DELETE FROM parked WHERE key = ?1;
