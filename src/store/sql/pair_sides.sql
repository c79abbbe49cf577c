-- What stands side by side of these patients (a JSON list): who each is, numbers as [system, number], keys of the
-- records that came, the episode that matters now, the last visit made, and how many records of each kind count.
SELECT p.id, p.number, p.family, p.given, p.born, p.sex, p.phone, p.street, p.city,
       (SELECT json_group_array(json_array(i.system, i.value)) FROM patient_identifier AS i WHERE i.patient_id = p.id),
       (SELECT json_group_array(s.key) FROM source AS s WHERE s.row = p.id AND s.kind = 'patient'),
       e.state, e.soc,
       (SELECT max(v.starts) FROM visit AS v WHERE v.patient_id = p.id AND v.status = 'done'),
       (SELECT count(*) FROM medication AS m WHERE m.patient_id = p.id AND m.status IN ('active', 'held', 'unknown')),
       (SELECT count(*) FROM allergy AS a WHERE a.patient_id = p.id AND a.status = 'active' AND a.none_known = 0),
       (SELECT count(*) FROM problem AS d WHERE d.patient_id = p.id AND d.status = 'active'),
       (SELECT count(*) FROM observation AS o WHERE o.patient_id = p.id AND o.status = 'valid'),
       (SELECT count(*) FROM goal AS g WHERE g.patient_id = p.id AND g.status = 'open'),
       (SELECT count(*) FROM visit AS v WHERE v.patient_id = p.id AND v.status <> 'cancelled'),
       (SELECT count(*) FROM event AS f WHERE f.patient_id = p.id AND f.counts = 1),
       (SELECT count(*) FROM note AS n WHERE n.patient_id = p.id AND n.counts = 1),
       (SELECT count(*) FROM plan_version AS w WHERE w.patient_id = p.id AND w.kind = 'signed')
FROM json_each(?1) AS wanted
CROSS JOIN patient AS p ON p.id = wanted.value
LEFT JOIN episode AS e ON e.id = (SELECT id FROM episode WHERE patient_id = p.id
                                  ORDER BY state IN ('discharged', 'declined'), soc DESC, id DESC LIMIT 1);
