-- What tells practitioner ?1 from others.
SELECT name, npi FROM practitioner WHERE id = ?1;
