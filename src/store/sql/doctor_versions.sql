-- Every signed text with the hash it was signed with.
SELECT p.number, v.number, v.content, v.sha256 FROM plan_version AS v JOIN patient AS p ON p.id = v.patient_id;
