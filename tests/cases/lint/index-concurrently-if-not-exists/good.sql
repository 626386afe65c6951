drop index concurrently if exists alerts_team_idx;
create index concurrently alerts_team_idx on alerts (team_id);
