alter table alerts add constraint team_present check (team_id is not null) not valid;
-- then
alter table alerts validate constraint team_present;
alter table alerts alter column team_id set not null;
alter table alerts drop constraint team_present;
