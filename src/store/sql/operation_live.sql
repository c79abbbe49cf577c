-- Operation ?1 is in force (1) or taken back (0); from now on ?3 takes it back, see the columns ?4 and ?5.
UPDATE operation SET live = ?2, inverse = ?3, expects = ?4, restores = ?5 WHERE operation = ?1;
