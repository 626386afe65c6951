-- refused
alter table alerts alter column title type text; -- ! type-change-used-by-view

-- refused
create view everything as select * from audit_log;
-- then
alter table audit_log alter column entry type varchar; -- ! type-change-used-by-view
