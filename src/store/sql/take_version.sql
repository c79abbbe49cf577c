-- The version row ?2 of table ?1 has now.
SELECT version FROM user WHERE ?1 = 'user' AND id = ?2
UNION ALL SELECT version FROM patient WHERE ?1 = 'patient' AND id = ?2
UNION ALL SELECT version FROM contact WHERE ?1 = 'contact' AND id = ?2
UNION ALL SELECT version FROM practitioner WHERE ?1 = 'practitioner' AND id = ?2
UNION ALL SELECT version FROM coverage WHERE ?1 = 'coverage' AND id = ?2
UNION ALL SELECT version FROM episode WHERE ?1 = 'episode' AND id = ?2
UNION ALL SELECT version FROM encounter WHERE ?1 = 'encounter' AND id = ?2
UNION ALL SELECT version FROM visit WHERE ?1 = 'visit' AND id = ?2
UNION ALL SELECT version FROM problem WHERE ?1 = 'problem' AND id = ?2
UNION ALL SELECT version FROM allergy WHERE ?1 = 'allergy' AND id = ?2
UNION ALL SELECT version FROM medication WHERE ?1 = 'medication' AND id = ?2
UNION ALL SELECT version FROM medicine_list WHERE ?1 = 'medicine_list' AND id = ?2
UNION ALL SELECT version FROM medicine_use WHERE ?1 = 'medicine_use' AND id = ?2
UNION ALL SELECT version FROM observation WHERE ?1 = 'observation' AND id = ?2
UNION ALL SELECT version FROM care_plan WHERE ?1 = 'care_plan' AND id = ?2
UNION ALL SELECT version FROM plan_problem WHERE ?1 = 'plan_problem' AND id = ?2
UNION ALL SELECT version FROM plan_section WHERE ?1 = 'plan_section' AND id = ?2
UNION ALL SELECT version FROM goal WHERE ?1 = 'goal' AND id = ?2
UNION ALL SELECT version FROM intervention WHERE ?1 = 'intervention' AND id = ?2
UNION ALL SELECT version FROM progress WHERE ?1 = 'progress' AND id = ?2
UNION ALL SELECT version FROM care_team WHERE ?1 = 'care_team' AND id = ?2
UNION ALL SELECT version FROM event WHERE ?1 = 'event' AND id = ?2
UNION ALL SELECT version FROM note WHERE ?1 = 'note' AND id = ?2
UNION ALL SELECT version FROM entry WHERE ?1 = 'entry' AND id = ?2
UNION ALL SELECT version FROM chart_pair WHERE ?1 = 'chart_pair' AND id = ?2;
