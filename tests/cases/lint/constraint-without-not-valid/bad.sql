alter table alerts add constraint title_short check (length(title) < 40); -- ! constraint-without-not-valid

alter table alerts add constraint team_fk foreign key (team_id) references teams (id); -- ! constraint-without-not-valid

alter table alerts add column score int check (score >= 0); -- ! constraint-without-not-valid

alter table alerts
  add column owner_id bigint default 1 references teams (id); -- ! constraint-without-not-valid
