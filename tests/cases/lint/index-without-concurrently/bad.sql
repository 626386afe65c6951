create index alerts_team_idx on alerts (team_id); -- ! index-without-concurrently

create unique index on teams (slug); -- ! index-without-concurrently

create index events_payload_idx on events using gin (payload); -- ! index-without-concurrently
