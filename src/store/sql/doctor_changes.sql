-- Every change of a chart that is on record, with the digest that the audit has of it.
SELECT a.seq, o.change, a.content FROM audit AS a LEFT JOIN operation AS o ON o.seq = a.seq WHERE a.version IS NOT NULL;
