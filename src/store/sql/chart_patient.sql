-- One patient and when user ?2 last looked at her, and who pays, a JSON list of [kind, order, from, to]; the charts
-- that are the same person's, and the one this chart goes on as.
SELECT p.id, p.version, p.number, p.family, p.given, p.preferred_name, p.born, p.died, p.sex, p.language,
       p.interpreter, p.code_status, p.street, p.city, p.state, p.postal_code, p.phone, p.access, l.at,
       (SELECT json_group_array(json_array(c.kind, c.priority, c.from_on, c.to_on) ORDER BY c.id)
        FROM coverage AS c WHERE c.patient_id = p.id AND c.active = 1),
       (WITH one (id) AS (
            SELECT p.id UNION
            SELECT CASE WHEN k.keeps = k.patient_id THEN k.other_id ELSE k.patient_id END
            FROM one JOIN chart_pair AS k ON k.keeps = one.id AND k.decision = 'same')
        SELECT json_group_array(id) FROM one WHERE id <> p.id),
       coalesce((SELECT k.keeps FROM chart_pair AS k WHERE k.patient_id = p.id AND k.decision = 'same' AND k.keeps <> p.id),
                (SELECT k.keeps FROM chart_pair AS k WHERE k.other_id = p.id AND k.decision = 'same' AND k.keeps <> p.id))
FROM patient AS p
LEFT JOIN looked AS l ON l.user_id = ?2 AND l.patient_id = p.id
WHERE p.id = ?1;
