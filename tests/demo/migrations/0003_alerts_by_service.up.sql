CREATE INDEX CONCURRENTLY alerts_by_service ON alerts (service, raised_at);
