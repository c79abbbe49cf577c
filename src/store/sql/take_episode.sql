-- An entry of `episode` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO episode (id, patient_id, state, referred_at, soc, ended, end_reason, case_manager, practitioner, practitioner_phone, frequencies)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, state = excluded.state, referred_at = excluded.referred_at, soc = excluded.soc, ended = excluded.ended, end_reason = excluded.end_reason, case_manager = excluded.case_manager, practitioner = excluded.practitioner, practitioner_phone = excluded.practitioner_phone, frequencies = excluded.frequencies,
    version = version + 1
RETURNING id, version;
