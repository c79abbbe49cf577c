-- An entry of `user` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO user (id, login, os_account, family, given, credential, role, discipline, team)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (id) DO UPDATE SET login = excluded.login, os_account = excluded.os_account, family = excluded.family, given = excluded.given, credential = excluded.credential, role = excluded.role, discipline = excluded.discipline, team = excluded.team,
    version = version + 1
RETURNING id, version;
