-- Before the terms of a patient are written anew.
DELETE FROM patient_term WHERE patient_id = ?1;
