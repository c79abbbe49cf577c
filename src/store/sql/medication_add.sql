-- A new line of the list of patient ?3.
INSERT INTO medication (patient_id, drug, sig, route, as_needed, status, started, stopped, indication, ordered_by, code,
                        source, typed, told_by, reason)
VALUES (?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17);
