-- What user ?1 is, which says what she may do.
SELECT role, credential FROM user WHERE id = ?1;
