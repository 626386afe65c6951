create table notes (id bigint primary key, body text not null);
alter table notes alter column body drop not null;
