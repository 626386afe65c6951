create table old_log (entry text, at timestamptz);
-- then
alter table old_log inherit audit_log;
