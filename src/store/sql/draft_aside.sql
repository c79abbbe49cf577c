-- What another session of user ?1 typed at place ?3 since this one looked (?4) goes beside it, under a name of its own, so that
-- neither text is lost.
UPDATE draft SET place = place || '~' || id, becomes = randomblob(16)
WHERE user_id = ?1 AND patient_id = ?2 AND place = ?3 AND updated_at <> ?4 AND text <> ?5;
