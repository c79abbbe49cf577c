-- Of what kind fact ?1 is.
SELECT kind FROM event WHERE id = ?1;
