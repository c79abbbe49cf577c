-- When an entry was deleted at its source before it came.
SELECT at, number FROM source_gone WHERE key = ?1;
