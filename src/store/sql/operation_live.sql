-- Operation ?1 is in force (1) or taken back (0); from now on ?3 takes it back.
UPDATE operation SET live = ?2, inverse = ?3 WHERE operation = ?1;
