-- Alone in its file: PostgreSQL builds it beside the traffic, which no transaction can do.
CREATE INDEX CONCURRENTLY notifications_by_alert ON notifications (alert_id);
