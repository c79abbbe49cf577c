-- What goes by another name.
SELECT DISTINCT s.kind, s.row, s.patient, s.key FROM source_alias AS a JOIN source AS s ON s.key = a.key WHERE a.alias = ?1;
