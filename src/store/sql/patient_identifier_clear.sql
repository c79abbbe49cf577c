-- Before the identifiers of a patient are written anew.
DELETE FROM patient_identifier WHERE patient_id = ?1;
