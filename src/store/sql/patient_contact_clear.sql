-- Before the contacts told with a patient's own record are written anew.
DELETE FROM contact WHERE patient_id = ?1 AND own = 1;
