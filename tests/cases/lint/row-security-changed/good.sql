create table fresh (id bigint);
alter table fresh enable row level security;
alter table fresh force row level security;
