-- What the database of the cases looks like before the file that is judged.
create domain severity as int check (value between 1 and 5);
create type alert_state as enum ('open', 'closed');
create table teams (
  id bigint generated always as identity primary key,
  name varchar(80) not null,
  slug text,
  region char(2),
  quota int,
  score numeric(10, 2),
  settings json,
  network cidr,
  flags varbit(5),
  created_at timestamp,
  seen_at timestamptz,
  constraint quota_positive check (quota >= 0)
);
create table alerts (
  id bigint generated always as identity primary key,
  team_id bigint,
  state alert_state,
  title varchar(40),
  body text,
  fingerprint text not null,
  raised_at timestamptz default now()
);
create index alerts_state_idx on alerts (state);
create unique index alerts_fingerprint_uq on alerts (fingerprint);
create unique index alerts_title_uq on alerts (title);
create table deliveries (
  alert_id bigint not null references alerts (id),
  attempt int not null,
  primary key (alert_id, attempt)
);
create table grades (id bigint, grade severity);
create table audit_log (entry text, at timestamptz);
create table events (id bigint not null, day date not null, payload jsonb) partition by range (day);
create table events_2024 partition of events for values from ('2024-01-01') to ('2025-01-01');
create table events_default partition of events default;
create table events_2025 (id bigint not null, day date not null, payload jsonb);
create table samples (id bigint not null, day date not null) partition by range (day);
create table samples_2024 partition of samples for values from ('2024-01-01') to ('2025-01-01');
create table samples_2025 (id bigint not null, day date not null);
create table samples_2026 (
  id bigint not null,
  day date not null,
  constraint samples_2026_day check (day >= '2026-01-01' and day < '2027-01-01')
);
create view open_alerts as select id, title from alerts where state = 'open';
create materialized view alert_totals as select team_id, count(*) from alerts group by team_id;
create unique index alert_totals_team on alert_totals (team_id);
create sequence ticket_no;
