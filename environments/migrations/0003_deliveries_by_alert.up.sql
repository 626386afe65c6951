-- Alone in its file: PostgreSQL builds it beside the traffic, which no transaction can do.
CREATE INDEX CONCURRENTLY deliveries_by_alert ON deliveries (alert_id);
