-- Locks of ALTER TABLE ... ADD COLUMN, as measured on PostgreSQL 12 to 18.

alter table teams add column note int;
-- takes teams ACCESS EXCLUSIVE

alter table teams add column note int not null default 5;
-- takes teams ACCESS EXCLUSIVE

alter table teams add column note timestamptz default now();
-- takes teams ACCESS EXCLUSIVE

alter table teams add column note date default current_date, add column who text default current_user;
-- takes teams ACCESS EXCLUSIVE

alter table teams add column note jsonb default '{}';
-- takes teams ACCESS EXCLUSIVE

alter table teams add column note timestamptz default clock_timestamp();
-- takes teams ACCESS EXCLUSIVE scan rewrite

alter table teams add column note double precision default random();
-- takes teams ACCESS EXCLUSIVE scan rewrite

alter table teams add column note text default md5(random()::text);
-- takes teams ACCESS EXCLUSIVE scan rewrite

alter table teams add column note int default nextval('ticket_no');
-- takes teams ACCESS EXCLUSIVE scan rewrite

alter table teams add column note bigserial;
-- takes teams ACCESS EXCLUSIVE scan rewrite

alter table teams add column note bigint generated always as identity;
-- takes teams ACCESS EXCLUSIVE scan rewrite

alter table teams add column note int generated always as (quota * 2) stored;
-- takes teams ACCESS EXCLUSIVE scan rewrite

-- pg 18
alter table teams add column note int generated always as (quota * 2);
-- takes teams ACCESS EXCLUSIVE

alter table teams add column note severity;
-- takes teams ACCESS EXCLUSIVE scan rewrite

alter table teams add column note severity default 3;
-- takes teams ACCESS EXCLUSIVE scan rewrite

alter table teams add column note int check (note > 0);
-- takes teams ACCESS EXCLUSIVE scan

alter table teams add column note int unique;
-- takes teams ACCESS EXCLUSIVE scan

alter table deliveries add column team_id bigint references teams (id);
-- takes deliveries ACCESS EXCLUSIVE
-- takes teams SHARE ROW EXCLUSIVE

alter table deliveries add column team_id bigint default 1 references teams (id);
-- takes deliveries ACCESS EXCLUSIVE scan
-- takes teams SHARE ROW EXCLUSIVE scan

alter table events add column note int;
-- takes events ACCESS EXCLUSIVE
-- takes events_2024 ACCESS EXCLUSIVE
-- takes events_default ACCESS EXCLUSIVE
