-- Copies of an entry that wait and are not newer than ?3: those of the patient with source key ?2, or of anybody where that
-- is null.
SELECT waits_for, record FROM parked
WHERE key = ?1 AND (?2 IS NULL OR json_extract(record, '$.links.patient') IS ?2)
  AND (?3 IS NULL OR coalesce(json_extract(record, '$.as_of.at'), '') <= ?3);
