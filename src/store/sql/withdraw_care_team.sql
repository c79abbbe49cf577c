-- The source of row ?1 has withdrawn it.
UPDATE care_team SET ended = 1, version = version + 1 WHERE id = ?1 RETURNING version;
