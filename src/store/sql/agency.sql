-- The agency.
SELECT name, zone FROM agency WHERE id = 1;
