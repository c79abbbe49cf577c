-- An entry of `practitioner` as its source has it: a new row where ?1 is null, else row ?1 brought up to date.
INSERT INTO practitioner (id, name, npi, phone)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (id) DO UPDATE SET name = CASE WHEN excluded.name IN ('', '(no name)') THEN name ELSE excluded.name END, npi = coalesce(excluded.npi, npi), phone = coalesce(excluded.phone, phone),
    version = version + 1
RETURNING id, version;
