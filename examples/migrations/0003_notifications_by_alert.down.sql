DROP INDEX CONCURRENTLY notifications_by_alert;
