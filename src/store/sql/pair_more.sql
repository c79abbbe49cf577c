-- More speaks for it that two charts are one person's; what was decided before that was known is open again.
UPDATE chart_pair
SET because = ?2, keeps = coalesce(keeps, ?3), decision = CASE decision WHEN 'same' THEN 'same' ELSE 'open' END,
    version = version + 1
WHERE id = ?1
RETURNING id, version;
