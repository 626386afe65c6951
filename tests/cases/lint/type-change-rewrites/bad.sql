alter table teams alter column quota type bigint; -- ! type-change-rewrites

alter table teams alter column name type varchar(40); -- ! type-change-rewrites

alter table teams alter column score type numeric(12, 4); -- ! type-change-rewrites

alter table teams alter column settings type jsonb; -- ! type-change-rewrites

alter table teams alter column region type char(3); -- ! type-change-rewrites

alter table teams alter column slug type varchar(10); -- ! type-change-rewrites

drop view open_alerts;
-- then
alter table alerts alter column state type text; -- ! type-change-rewrites

alter table alerts alter column body type text using upper(body); -- ! type-change-rewrites

create table nobody_knows as select 1 as it;
-- then
alter table nobody_knows alter column it type text; -- ! type-change-rewrites
