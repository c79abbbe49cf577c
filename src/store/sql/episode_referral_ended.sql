-- A referral we made up for want of an episode gives way to the one that arrived.
UPDATE episode SET state = 'declined', end_reason = 'replaced by an imported episode', version = version + 1
WHERE patient_id = ?1 AND state = 'referral' AND referred_at IS NULL AND soc IS NULL AND id <> ?2;
