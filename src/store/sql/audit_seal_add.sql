-- One seal.
INSERT INTO audit_seal (id, first, last, digest) VALUES (?1, ?2, ?3, ?4);
