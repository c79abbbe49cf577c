-- Whether an entry said this before it was replaced.
SELECT EXISTS (SELECT 1 FROM source_past WHERE key = ?1 AND content = ?2);
