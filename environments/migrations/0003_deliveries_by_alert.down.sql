DROP INDEX CONCURRENTLY deliveries_by_alert;
