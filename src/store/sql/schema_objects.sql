-- Everything that somebody made in this database, with its text; not what SQLite makes by itself.
SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\';
