-- A new fact, of the newest episode under our care.
INSERT INTO event (patient_id, episode_id, kind, on_date, body)
VALUES (?1, (SELECT id FROM episode WHERE patient_id = ?1
             ORDER BY state IN ('discharged', 'declined'), soc DESC, id DESC LIMIT 1), ?2, ?3, ?4);
