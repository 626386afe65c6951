alter table alerts alter column team_id set not null; -- ! set-not-null-scans
