-- The source of row ?1 has withdrawn it.
UPDATE encounter SET status = 'entered-in-error', version = version + 1 WHERE id = ?1 RETURNING version;
