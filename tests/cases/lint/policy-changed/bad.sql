create policy own on alerts using (team_id = 1);
-- then
alter policy own on alerts using (team_id = 2); -- ! policy-changed

alter table alerts enable row level security;
-- then
create policy own on alerts using (team_id = 1); -- ! policy-changed
