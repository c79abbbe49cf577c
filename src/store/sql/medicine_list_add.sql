-- A list about patient ?3 as it was received.
INSERT INTO medicine_list (patient_id, source, told_by, on_date, lines, status) VALUES (?3, ?4, ?5, ?6, ?7, ?8);
