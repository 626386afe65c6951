-- Locks of ALTER TABLE ... ALTER COLUMN, DROP and RENAME, as measured on PostgreSQL 12 to 18.

alter table teams drop column quota;
-- takes teams ACCESS EXCLUSIVE

alter table teams alter column slug set not null;
-- takes teams ACCESS EXCLUSIVE scan

-- given alter table teams add constraint present check (slug is not null)
alter table teams alter column slug set not null;
-- takes teams ACCESS EXCLUSIVE

-- given alter table teams add constraint present check (slug is not null) not valid
alter table teams alter column slug set not null;
-- takes teams ACCESS EXCLUSIVE scan

-- given alter table teams add constraint present check (slug is not null) not valid; alter table teams validate constraint present
alter table teams alter column slug set not null;
-- takes teams ACCESS EXCLUSIVE

-- pg 18
-- given alter table teams add constraint present not null slug not valid
alter table teams alter column slug set not null;
-- takes teams ACCESS EXCLUSIVE scan

alter table teams alter column name drop not null;
-- takes teams ACCESS EXCLUSIVE

alter table teams alter column quota set default 3;
-- takes teams ACCESS EXCLUSIVE

alter table teams alter column quota type bigint;
-- takes teams ACCESS EXCLUSIVE scan rewrite

alter table teams alter column quota type int;
-- takes teams ACCESS EXCLUSIVE scan

alter table teams alter column name type varchar(120);
-- takes teams ACCESS EXCLUSIVE

alter table teams alter column name type varchar(20);
-- takes teams ACCESS EXCLUSIVE scan rewrite

alter table teams alter column name type text;
-- takes teams ACCESS EXCLUSIVE

alter table teams alter column name type varchar;
-- takes teams ACCESS EXCLUSIVE

alter table teams alter column slug type varchar(100);
-- takes teams ACCESS EXCLUSIVE scan rewrite

alter table teams alter column score type numeric(12, 2);
-- takes teams ACCESS EXCLUSIVE

alter table teams alter column score type numeric;
-- takes teams ACCESS EXCLUSIVE

alter table teams alter column score type numeric(12, 4);
-- takes teams ACCESS EXCLUSIVE scan rewrite

alter table teams alter column score type numeric(6, 2);
-- takes teams ACCESS EXCLUSIVE scan rewrite

alter table teams alter column created_at type timestamp(3);
-- takes teams ACCESS EXCLUSIVE scan rewrite

alter table teams alter column created_at type timestamp(6);
-- takes teams ACCESS EXCLUSIVE

alter table teams alter column network type inet;
-- takes teams ACCESS EXCLUSIVE

alter table teams alter column settings type jsonb;
-- takes teams ACCESS EXCLUSIVE scan rewrite

alter table teams alter column region type char(8);
-- takes teams ACCESS EXCLUSIVE scan rewrite

alter table teams alter column region type text;
-- takes teams ACCESS EXCLUSIVE scan rewrite

alter table teams alter column flags type varbit(10);
-- takes teams ACCESS EXCLUSIVE

alter table teams alter column quota type int using quota + 1;
-- takes teams ACCESS EXCLUSIVE scan rewrite

alter table teams alter column name type text collate "C";
-- takes teams ACCESS EXCLUSIVE

-- given create index teams_name_idx on teams (name)
alter table teams alter column name type text collate "C";
-- takes teams ACCESS EXCLUSIVE scan

-- given drop view open_alerts
alter table alerts alter column state type text;
-- takes alerts ACCESS EXCLUSIVE scan rewrite

-- pg 17
-- given alter table teams add column twice int generated always as (quota * 2) stored
alter table teams alter column twice set expression as (quota * 3);
-- takes teams ACCESS EXCLUSIVE scan rewrite

-- given alter table teams add column twice int generated always as (quota * 2) stored
alter table teams alter column twice drop expression;
-- takes teams ACCESS EXCLUSIVE

alter table teams alter column slug set statistics 500;
-- takes teams SHARE UPDATE EXCLUSIVE

alter table teams alter column quota set (n_distinct = 5);
-- takes teams SHARE UPDATE EXCLUSIVE

alter table teams alter column slug set storage external;
-- takes teams ACCESS EXCLUSIVE

alter table teams rename column quota to allowance;
-- takes teams ACCESS EXCLUSIVE

alter table teams rename to crews;
-- takes teams ACCESS EXCLUSIVE

alter table events alter column payload set not null;
-- takes events ACCESS EXCLUSIVE
-- takes events_2024 ACCESS EXCLUSIVE scan
-- takes events_default ACCESS EXCLUSIVE scan
