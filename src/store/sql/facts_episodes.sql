-- The newest episode of each of these patients (a JSON list of ids).
SELECT e.id, e.version, e.patient_id, e.state, e.referred_at, e.soc, e.ended, e.end_reason, e.case_manager,
       e.practitioner, e.practitioner_phone, e.frequencies
FROM json_each(?1) AS mine
CROSS JOIN episode AS e ON e.id = (SELECT max(id) FROM episode WHERE patient_id = mine.value);
