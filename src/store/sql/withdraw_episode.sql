-- The source of row ?1 has withdrawn it.
UPDATE episode SET state = 'declined', end_reason = 'withdrawn by its source', version = version + 1 WHERE id = ?1 RETURNING version;
