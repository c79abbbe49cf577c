-- The source of row ?1 has withdrawn it.
UPDATE visit SET status = 'cancelled', version = version + 1 WHERE id = ?1 RETURNING version;
