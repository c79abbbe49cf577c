-- Section ?1 of a plan reads otherwise from now on, if it is still at version ?2.
UPDATE plan_section
SET key = ?4, text = ?5, version = version + 1
WHERE id = ?1 AND version = ?2 AND patient_id = ?3;
