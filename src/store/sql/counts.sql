-- What is in the database, by the names of `counts --json`.
SELECT 'patients', count(*) FROM patient
UNION ALL SELECT 'users', count(*) FROM user
UNION ALL SELECT 'medications.active', count(*) FROM medication WHERE status = 'active'
UNION ALL SELECT 'medications.total', count(*) FROM medication
UNION ALL SELECT 'allergies.active', count(*) FROM allergy WHERE status = 'active'
UNION ALL SELECT 'allergies.active_no_known', count(*) FROM allergy WHERE status = 'active' AND none_known = 1
UNION ALL SELECT 'allergies.active_real', count(*) FROM allergy WHERE status = 'active' AND none_known = 0
UNION ALL SELECT 'allergies.total', count(*) FROM allergy
UNION ALL SELECT 'conditions.active', count(*) FROM problem WHERE status = 'active'
UNION ALL SELECT 'conditions.total', count(*) FROM problem
UNION ALL SELECT 'care_plans.total', count(*) FROM care_plan
UNION ALL SELECT 'goals.total', count(*) FROM goal
UNION ALL SELECT 'goals.open', count(*) FROM goal WHERE status = 'open'
UNION ALL SELECT 'interventions.total', count(*) FROM intervention
UNION ALL SELECT 'encounters.total', count(*) FROM encounter WHERE class <> 'EPISODE'
UNION ALL SELECT 'episodes.total',
    (SELECT count(*) FROM episode WHERE state NOT IN ('referral', 'pending_soc', 'declined'))
    + (SELECT count(*) FROM encounter WHERE class = 'EPISODE')
UNION ALL SELECT 'episodes.referrals', count(*) FROM episode WHERE state IN ('referral', 'pending_soc')
UNION ALL SELECT 'visits.total', count(*) FROM visit
UNION ALL SELECT 'observations.total', count(*) FROM observation
UNION ALL SELECT 'events.total', count(*) FROM event
UNION ALL SELECT 'notes.total', count(*) FROM note
UNION ALL SELECT 'audit.total', count(*) FROM audit
UNION ALL SELECT 'waiting.total', count(DISTINCT key) FROM parked WHERE waits_for NOT LIKE 'plan of %';
