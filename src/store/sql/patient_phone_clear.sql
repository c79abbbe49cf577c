-- Before the telephones of a patient are written anew.
DELETE FROM patient_phone WHERE patient_id = ?1;
