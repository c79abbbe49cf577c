-- An entry is gone at its source.
UPDATE source SET gone = 1, version = ?2, at = coalesce(?3, at), number = coalesce(?4, number) WHERE key = ?1;
