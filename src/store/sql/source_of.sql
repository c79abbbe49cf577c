-- Where a source key led last time.
SELECT kind, row, digest, version FROM source WHERE key = ?1;
