insert into audit_log select body, raised_at from alerts where id between 1 and 1000;

insert into audit_log values ('migrated', now());

insert into audit_log select 'number ' || n, now() from generate_series(1, 10) n;

create table states (id bigint primary key, name text);
insert into states values (1, 'open'), (2, 'closed');
create table more_states (id bigint primary key, name text);
insert into more_states select * from states;
