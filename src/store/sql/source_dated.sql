-- A copy that says the same is newer.
UPDATE source SET at = coalesce(?2, at), number = coalesce(?3, number) WHERE key = ?1;
