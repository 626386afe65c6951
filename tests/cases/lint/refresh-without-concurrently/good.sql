refresh materialized view concurrently alert_totals;
