-- A visit is planned, in the episode it was placed for when that is one of this patient's.
INSERT INTO visit (patient_id, episode_id, user_id, discipline, kind, starts, ends, purpose, status,
                   practitioner_told)
VALUES (?1, (SELECT id FROM episode WHERE id = ?2 AND patient_id = ?1), ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0);
