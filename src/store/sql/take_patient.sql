-- An entry of `patient` as its source has it: a new row where ?1 is null, else row ?1 brought up to date. With ?18 it
-- says that the patient lives.
INSERT INTO patient (id, number, family, given, preferred_name, born, died, sex, language, interpreter, code_status, street, city, state, postal_code, phone, access)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
ON CONFLICT (id) DO UPDATE SET number = excluded.number, family = CASE WHEN excluded.family IN ('', '(no name)') AND excluded.given IN ('', '(no name)') THEN family ELSE excluded.family END,
    given = CASE WHEN excluded.family IN ('', '(no name)') AND excluded.given IN ('', '(no name)') THEN given ELSE excluded.given END,
    preferred_name = coalesce(excluded.preferred_name, preferred_name), born = CASE WHEN born LIKE excluded.born || '%' THEN born ELSE coalesce(excluded.born, born) END, died = CASE WHEN ?18 THEN NULL WHEN excluded.died = 'unknown' THEN coalesce(died, 'unknown') ELSE coalesce(excluded.died, died) END, sex = CASE WHEN excluded.sex = 'unknown' THEN sex ELSE excluded.sex END, language = coalesce(excluded.language, language), interpreter = excluded.interpreter, code_status = CASE WHEN excluded.code_status = 'not_recorded' THEN code_status ELSE excluded.code_status END, 
    street = CASE WHEN excluded.street || excluded.city || excluded.state || excluded.postal_code = '' THEN street ELSE excluded.street END, 
    city = CASE WHEN excluded.street || excluded.city || excluded.state || excluded.postal_code = '' THEN city ELSE excluded.city END, 
    state = CASE WHEN excluded.street || excluded.city || excluded.state || excluded.postal_code = '' THEN state ELSE excluded.state END, 
    postal_code = CASE WHEN excluded.street || excluded.city || excluded.state || excluded.postal_code = '' THEN postal_code ELSE excluded.postal_code END, phone = coalesce(excluded.phone, phone), access = coalesce(excluded.access, access),
    version = version + 1
RETURNING id, version;
