-- The version of the row a draft was begun from; 0 where it makes a new one.
ALTER TABLE draft ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
