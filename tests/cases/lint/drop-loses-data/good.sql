create table scratch (id bigint);
alter table scratch drop column id;
drop table scratch;
