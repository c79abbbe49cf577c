-- Where to begin looking for a free chart number.
SELECT coalesce(max(id), 0) + 1 FROM patient;
