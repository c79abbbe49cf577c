-- Who else has a chart in hand is asked by patient.
CREATE INDEX looked_by_patient ON looked (patient_id, at);
CREATE INDEX draft_by_patient ON draft (patient_id, updated_at);
