-- An entry of `visit` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO visit (id, patient_id, episode_id, user_id, discipline, kind, starts, ends, purpose, status, started, finished, reason, practitioner_told)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, episode_id = excluded.episode_id, user_id = excluded.user_id, discipline = excluded.discipline, kind = excluded.kind, starts = excluded.starts, ends = excluded.ends, purpose = excluded.purpose, status = excluded.status, started = excluded.started, finished = excluded.finished, reason = excluded.reason, practitioner_told = excluded.practitioner_told,
    version = version + 1
RETURNING id, version;
