create index concurrently if not exists alerts_team_idx on alerts (team_id); -- ! index-concurrently-if-not-exists
