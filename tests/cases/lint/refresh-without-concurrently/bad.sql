refresh materialized view alert_totals; -- ! refresh-without-concurrently
