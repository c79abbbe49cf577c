-- Everybody who may use the program.
SELECT id, login, os_account, family, given, credential, role, discipline, team
FROM user
WHERE active = 1
ORDER BY id;
