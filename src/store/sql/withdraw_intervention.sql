-- The source of row ?1 has withdrawn it.
UPDATE intervention SET counts = 0, active = 0, version = version + 1 WHERE id = ?1 RETURNING version;
