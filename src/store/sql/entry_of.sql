-- Entry ?1.
SELECT id, version, patient_id, kind, on_date, state, author, at, body FROM entry WHERE id = ?1;
