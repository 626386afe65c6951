-- Locks of everything else, as measured on PostgreSQL 12 to 18 (the CONCURRENTLY forms: from the manual).

create index alerts_team_idx on alerts (team_id);
-- takes alerts SHARE scan

create index concurrently alerts_team_idx on alerts (team_id);
-- takes alerts SHARE UPDATE EXCLUSIVE scan

create index on events (day);
-- takes events SHARE
-- takes events_2024 SHARE scan
-- takes events_default SHARE scan

create index events_day_idx on only events (day);
-- takes events SHARE

drop index alerts_state_idx;
-- takes alerts ACCESS EXCLUSIVE

drop index concurrently alerts_state_idx;
-- takes alerts SHARE UPDATE EXCLUSIVE

alter index alerts_state_idx rename to alerts_by_state;
-- takes nothing

reindex index alerts_state_idx;
-- takes alerts SHARE scan

reindex table alerts;
-- takes alerts SHARE scan

cluster alerts using alerts_state_idx;
-- takes alerts ACCESS EXCLUSIVE scan rewrite

vacuum full alerts;
-- takes alerts ACCESS EXCLUSIVE scan rewrite

vacuum alerts;
-- takes alerts SHARE UPDATE EXCLUSIVE

truncate audit_log;
-- takes audit_log ACCESS EXCLUSIVE scan rewrite

truncate alerts cascade;
-- takes alerts ACCESS EXCLUSIVE scan rewrite
-- takes deliveries ACCESS EXCLUSIVE scan rewrite

drop table alerts cascade;
-- takes alert_totals ACCESS EXCLUSIVE
-- takes open_alerts ACCESS EXCLUSIVE
-- takes alerts ACCESS EXCLUSIVE
-- takes deliveries ACCESS EXCLUSIVE

drop type alert_state cascade;
-- takes open_alerts ACCESS EXCLUSIVE
-- takes alerts ACCESS EXCLUSIVE

alter table audit_log set unlogged;
-- takes audit_log ACCESS EXCLUSIVE scan rewrite

alter table alerts set (fillfactor = 70);
-- takes alerts SHARE UPDATE EXCLUSIVE

alter table alerts cluster on alerts_state_idx;
-- takes alerts SHARE UPDATE EXCLUSIVE

alter table alerts owner to current_user;
-- takes alerts ACCESS EXCLUSIVE

alter table alerts enable row level security;
-- takes alerts ACCESS EXCLUSIVE

create policy own on alerts using (true);
-- takes alerts ACCESS EXCLUSIVE

-- given create function stamp() returns trigger language plpgsql as 'begin return new; end'
create trigger stamp before insert on alerts for each row execute function stamp();
-- takes alerts SHARE ROW EXCLUSIVE

-- given create function stamp() returns trigger language plpgsql as 'begin return new; end'; create trigger stamp before insert on alerts for each row execute function stamp()
drop trigger stamp on alerts;
-- takes alerts ACCESS EXCLUSIVE

alter table alerts disable trigger all;
-- takes alerts SHARE ROW EXCLUSIVE

create rule keep as on delete to alerts do instead nothing;
-- takes alerts ACCESS EXCLUSIVE

alter table events attach partition events_2025 for values from ('2025-01-01') to ('2026-01-01');
-- takes events SHARE UPDATE EXCLUSIVE
-- takes events_2025 ACCESS EXCLUSIVE scan
-- takes events_default ACCESS EXCLUSIVE scan

alter table samples attach partition samples_2025 for values from ('2025-01-01') to ('2026-01-01');
-- takes samples SHARE UPDATE EXCLUSIVE
-- takes samples_2025 ACCESS EXCLUSIVE scan

-- pg 13
alter table events detach partition events_2024;
-- takes events ACCESS EXCLUSIVE
-- takes events_2024 SHARE UPDATE EXCLUSIVE
-- takes events_default ACCESS EXCLUSIVE

-- pg 14
alter table events detach partition events_2024;
-- takes events ACCESS EXCLUSIVE
-- takes events_2024 ACCESS EXCLUSIVE
-- takes events_default ACCESS EXCLUSIVE

create table events_2027 partition of events for values from ('2027-01-01') to ('2028-01-01');
-- takes events ACCESS EXCLUSIVE
-- takes events_default ACCESS EXCLUSIVE scan

create table samples_2027 partition of samples for values from ('2027-01-01') to ('2028-01-01');
-- takes samples ACCESS EXCLUSIVE

create table notes (id bigint references alerts (id));
-- takes alerts SHARE ROW EXCLUSIVE

create table notes (id bigint primary key, body text);
-- takes nothing

refresh materialized view alert_totals;
-- takes alert_totals ACCESS EXCLUSIVE scan rewrite

refresh materialized view concurrently alert_totals;
-- takes alert_totals EXCLUSIVE scan

create or replace view open_alerts as select id, title, body from alerts;
-- takes open_alerts ACCESS EXCLUSIVE

drop view open_alerts;
-- takes open_alerts ACCESS EXCLUSIVE

comment on table alerts is 'what happened';
-- takes alerts SHARE UPDATE EXCLUSIVE

comment on column alerts.title is 'for people';
-- takes alerts SHARE UPDATE EXCLUSIVE

create statistics pair on team_id, state from alerts;
-- takes alerts SHARE UPDATE EXCLUSIVE

analyze alerts;
-- takes alerts SHARE UPDATE EXCLUSIVE

create publication changes for table alerts;
-- takes alerts SHARE UPDATE EXCLUSIVE

lock table alerts;
-- takes alerts ACCESS EXCLUSIVE

update alerts set body = '';
-- takes alerts ROW EXCLUSIVE scan

delete from alerts where id = 1000;
-- takes alerts ROW EXCLUSIVE

insert into audit_log values ('x', now());
-- takes audit_log ROW EXCLUSIVE

grant select on alerts to pg_monitor;
-- takes nothing

alter type alert_state add value 'muted';
-- takes nothing

select pg_advisory_xact_lock(42);
-- takes nothing
