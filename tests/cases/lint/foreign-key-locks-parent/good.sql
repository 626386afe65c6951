alter table deliveries add column team_id bigint;
alter table deliveries add constraint team_fk foreign key (team_id) references teams (id) not valid;
create table notes (id bigint primary key, parent_id bigint references notes (id));
create table replies (id bigint primary key, note_id bigint references notes (id));
