alter table teams add column tier text;
update teams set tier = 'free' where id in (1, 2, 3);
insert into audit_log values ('tier added', now());

update teams set slug = name where slug = '';

alter table teams add column tier text;
create index concurrently teams_tier_idx on teams (tier);
update teams set tier = 'free' where tier = '';
