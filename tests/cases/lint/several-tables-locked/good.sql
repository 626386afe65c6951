alter table alerts add column note text;
alter table alerts add column hint text;
create table notes (id bigint);
alter table notes add column body text;
