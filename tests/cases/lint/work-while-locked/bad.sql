alter table teams add column tier text;
update teams set tier = 'free' where name like 'a%'; -- ! work-while-locked

alter table teams add column tier text;
select count(*) from alerts; -- ! work-while-locked

alter table alerts add constraint team_fk foreign key (team_id) references teams (id) not valid;
alter table alerts validate constraint team_fk; -- ! work-while-locked

alter table teams add column tier text;
insert into audit_log select body, now() from alerts; -- ! rows-copied-in-one-go, work-while-locked
