-- The source of row ?1 has withdrawn it.
UPDATE care_plan SET status = 'entered_in_error', version = version + 1 WHERE id = ?1 RETURNING version;
