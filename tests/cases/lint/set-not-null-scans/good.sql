alter table alerts add constraint team_present check (team_id is not null) not valid;
-- then
alter table alerts validate constraint team_present;
alter table alerts alter column team_id set not null;
alter table alerts drop constraint team_present;

alter table alerts add constraint both_present check (team_id is not null and body is not null) not valid;
-- then
alter table alerts validate constraint both_present;
alter table alerts alter column team_id set not null;

alter table alerts alter column fingerprint set not null;

create table notes (id bigint, body text);
alter table notes alter column body set not null;
