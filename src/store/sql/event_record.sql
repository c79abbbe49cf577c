-- A new fact.
INSERT INTO event (patient_id, episode_id, kind, on_date, body)
VALUES (?1, (SELECT max(id) FROM episode WHERE patient_id = ?1), ?2, ?3, ?4);
