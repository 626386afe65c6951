create index concurrently alerts_team_idx on alerts (team_id);
create index events_payload_idx on only events using gin (payload);
create table notes (id bigint primary key, alert_id bigint);
create index notes_alert_idx on notes (alert_id);
