-- Two charts are put on the list by hand.
INSERT INTO chart_pair (patient_id, other_id, because, decision, keeps, decided_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6);
