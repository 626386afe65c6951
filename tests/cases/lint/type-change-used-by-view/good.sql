drop view open_alerts;
alter table alerts alter column title type text;
create view open_alerts as select id, title from alerts where state = 'open';

alter table alerts alter column body type varchar;
