-- The audit number of an operation that was already carried out.
SELECT seq FROM operation WHERE operation = ?1;
