-- Somebody decided about two charts, if they are still as seen. The chart that goes on is not gone into another one.
UPDATE chart_pair
SET because = ?5, decision = ?6, keeps = ?7, decided_by = CASE ?6 WHEN 'open' THEN NULL ELSE ?8 END, version = version + 1
WHERE id = ?1 AND patient_id = ?2 AND version = ?3 AND other_id = ?4
  AND (?6 <> 'same' OR NOT EXISTS (
      SELECT 1 FROM chart_pair AS k
      WHERE k.decision = 'same' AND k.keeps <> ?7 AND k.id <> ?1 AND ?7 IN (k.patient_id, k.other_id)));
