alter table teams drop constraint quota_positive; -- ! constraint-dropped

alter table deliveries drop constraint deliveries_alert_id_fkey; -- ! constraint-dropped
