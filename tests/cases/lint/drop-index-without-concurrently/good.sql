drop index concurrently alerts_state_idx;
create table notes (id bigint primary key, body text);
create index notes_body_idx on notes (body);
drop index notes_body_idx;
