-- Whether patient ?1 has an episode.
SELECT EXISTS (SELECT 1 FROM episode WHERE patient_id = ?1);
