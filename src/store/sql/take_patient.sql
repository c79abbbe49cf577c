-- An entry of `patient` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO patient (id, number, family, given, preferred_name, born, died, sex, language, interpreter, code_status, street, city, state, postal_code, phone, access)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
ON CONFLICT (id) DO UPDATE SET number = excluded.number, family = excluded.family, given = excluded.given, preferred_name = excluded.preferred_name, born = excluded.born, died = excluded.died, sex = excluded.sex, language = excluded.language, interpreter = excluded.interpreter, code_status = excluded.code_status, street = excluded.street, city = excluded.city, state = excluded.state, postal_code = excluded.postal_code, phone = excluded.phone, access = excluded.access,
    version = version + 1
RETURNING id, version;
