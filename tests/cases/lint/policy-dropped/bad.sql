create policy own on alerts using (team_id = 1);
-- then
drop policy own on alerts; -- ! policy-dropped
