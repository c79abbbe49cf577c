-- Whether another patient than ?2 has chart number ?1.
SELECT EXISTS (SELECT 1 FROM patient WHERE number = ?1 AND id IS NOT ?2);
