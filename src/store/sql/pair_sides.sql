-- What stands side by side of these patients (a JSON list).
SELECT p.id, p.number, p.family, p.given, p.born, p.sex, p.phone, p.street, p.city,
       (SELECT json_group_array(trim(i.system || ' ' || i.value)) FROM patient_identifier AS i WHERE i.patient_id = p.id),
       (SELECT count(*) FROM medication AS m WHERE m.patient_id = p.id AND m.status IN ('active', 'held', 'unknown')),
       (SELECT count(*) FROM allergy AS a WHERE a.patient_id = p.id AND a.status = 'active'),
       (SELECT count(*) FROM note AS n WHERE n.patient_id = p.id AND n.counts = 1)
FROM json_each(?1) AS wanted
CROSS JOIN patient AS p ON p.id = wanted.value;
