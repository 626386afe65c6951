create policy own on alerts using (team_id = 1);

create policy own on alerts using (team_id = 1);
-- then
alter policy own on alerts rename to mine;
