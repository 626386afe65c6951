alter table teams alter column name type varchar(120);
alter table teams alter column name type text;
alter table teams alter column score type numeric(14, 2);
alter table teams alter column score type numeric;
alter table teams alter column network type inet using network::inet;
alter table teams alter column seen_at type timestamptz(6);
alter table teams alter column flags type bit varying(9);
