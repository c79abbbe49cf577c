-- Two charts may be one person's.
INSERT INTO chart_pair (patient_id, other_id, because, decision, keeps) VALUES (?1, ?2, ?3, 'open', ?4)
RETURNING id, version;
