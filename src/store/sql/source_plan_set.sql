-- A plan names a goal or request.
INSERT INTO source_plan (part, plan) VALUES (?1, ?2) ON CONFLICT (part) DO UPDATE SET plan = excluded.plan;
