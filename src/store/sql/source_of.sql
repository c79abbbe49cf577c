-- Where a source key led last time: itself, then further things that the same id stands for.
SELECT key, kind, row, patient, digest, content, version, at, number, gone FROM source WHERE key = ?1
UNION ALL
SELECT key, kind, row, patient, digest, content, version, at, number, gone FROM source
WHERE key >= ?1 || '~' AND key < ?1 || '~:';
