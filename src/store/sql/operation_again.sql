-- Object ?1 holds again what it held at version ?2, now as version ?3: what fitted then fits now.
UPDATE operation SET expects = ?3 WHERE object = ?1 AND expects = ?2 AND act = 'do';
