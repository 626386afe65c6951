create table old_log () inherits (audit_log);
-- then
alter table old_log no inherit audit_log; -- ! inheritance-removed
