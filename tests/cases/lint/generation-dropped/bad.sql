alter table teams alter column id drop identity; -- ! generation-dropped

create table totals (a int, b int generated always as (a * 2) stored);
-- then
alter table totals alter column b drop expression; -- ! generation-dropped
