create index concurrently alerts_team_idx on alerts (team_id);

vacuum alerts;
