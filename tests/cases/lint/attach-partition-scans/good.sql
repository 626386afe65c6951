alter table samples attach partition samples_2026 for values from ('2026-01-01') to ('2027-01-01');
create table samples_2027 (id bigint not null, day date not null);
alter table samples attach partition samples_2027 for values from ('2027-01-01') to ('2028-01-01');
