-- The episode of each of these patients (a JSON list of ids) that matters now: one under our care or on its way
-- before one that ended, then the newest start of care. Files may bring them in any order.
SELECT e.id, e.version, e.patient_id, e.state, e.referred_at, e.soc, e.ended, e.end_reason, e.case_manager,
       e.practitioner, e.practitioner_phone, e.frequencies
FROM json_each(?1) AS mine
CROSS JOIN episode AS e ON e.id = (SELECT id FROM episode WHERE patient_id = mine.value
                                   ORDER BY state IN ('discharged', 'declined'), soc DESC, id DESC LIMIT 1);
