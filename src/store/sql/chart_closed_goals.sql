-- Goals of patient ?1 that were met or dropped, each with its checks as a JSON list, oldest first.
SELECT g.id, g.version, g.patient_id, g.plan_id, g.problem, g.text, g.measure, g.target, g.unit, g.started,
       g.target_date, g.status, g.outcome, g.problem_id, g.baseline, g.agreed, g.position,
       (SELECT json_group_array(json_object('goal', p.goal_id, 'date', p.on_date, 'direction', p.direction,
                                            'evidence', p.evidence) ORDER BY p.on_date, p.id)
        FROM progress AS p WHERE p.goal_id = g.id AND p.counts = 1)
FROM goal AS g
WHERE g.patient_id = ?1 AND g.status IN ('met', 'dropped')
ORDER BY g.position, g.id;
