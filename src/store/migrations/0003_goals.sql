-- Goals are decided about, and their checks can be entered in error.

-- Why it was closed, dropped or changed, as somebody said it.
ALTER TABLE goal ADD COLUMN outcome TEXT;
-- False once it was marked as entered in error.
ALTER TABLE progress ADD COLUMN counts INTEGER NOT NULL DEFAULT 1 CHECK (counts IN (0, 1));
