create policy own on alerts using (team_id = 1);
-- then
alter policy own on alerts rename to mine;

create table fresh (id bigint);
create policy own on fresh using (true);
drop policy own on fresh;
