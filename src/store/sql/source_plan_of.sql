-- The plan that names a goal or request.
SELECT plan FROM source_plan WHERE part = ?1;
