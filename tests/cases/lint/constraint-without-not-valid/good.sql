alter table alerts add constraint title_short check (length(title) < 40) not valid;
-- then
alter table alerts validate constraint title_short;

alter table alerts add constraint team_fk foreign key (team_id) references teams (id) not valid;
-- then
alter table alerts validate constraint team_fk;

-- pg 18
alter table alerts add constraint body_short check (length(body) < 9000) not enforced;
