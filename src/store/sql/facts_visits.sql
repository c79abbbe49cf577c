-- Visits of these patients planned to begin in [?2, ?3), and those since ?4 that a deadline may count from, earliest
-- first.
SELECT v.id, v.version, v.patient_id, v.episode_id, v.user_id, v.discipline, v.kind, v.starts, v.ends, v.purpose,
       v.status, v.started, v.finished, v.reason, v.practitioner_told
FROM json_each(?1) AS mine
CROSS JOIN visit AS v ON v.patient_id = mine.value AND v.starts >= ?4 AND v.starts < ?3
    AND (v.starts >= ?2 OR (v.kind <> 'routine' AND v.status = 'done'))
ORDER BY v.patient_id, v.starts, v.id;
