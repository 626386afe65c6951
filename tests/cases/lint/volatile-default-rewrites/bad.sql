alter table alerts add column public_id uuid default gen_random_uuid(); -- ! volatile-default-rewrites
alter table alerts
  add column checked boolean default false,
  add column checked_at timestamptz default clock_timestamp(); -- ! volatile-default-rewrites
alter table alerts add column lottery text default md5(random()::text); -- ! volatile-default-rewrites
alter table alerts add column ticket bigint default nextval('ticket_no'); -- ! volatile-default-rewrites

create function my_own_code() returns text language plpgsql as $$ begin return random()::text; end $$;
-- then
alter table alerts add column code text default my_own_code(); -- ! volatile-default-rewrites
