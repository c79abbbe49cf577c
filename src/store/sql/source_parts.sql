-- What is on record of the parts of an entry.
SELECT key, kind, row, patient, digest, content, version, at, number, gone FROM source
WHERE key >= ?1 || '#' AND key < ?1 || '$' AND gone = 0;
