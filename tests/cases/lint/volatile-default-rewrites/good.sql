alter table alerts add column seen_at timestamptz not null default now();
alter table alerts add column day date default current_date;
alter table alerts add column who text default current_user;
alter table alerts add column settings jsonb not null default '{}';
alter table alerts add column public_id uuid;
alter table alerts alter column public_id set default gen_random_uuid();
create table notes (id uuid default gen_random_uuid());
alter table notes add column other_id uuid default gen_random_uuid();
