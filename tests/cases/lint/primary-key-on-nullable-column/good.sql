alter table audit_log add constraint entry_present check (entry is not null) not valid;
-- then
alter table audit_log validate constraint entry_present;
create unique index concurrently audit_log_entry_uq on audit_log (entry);
alter table audit_log add primary key using index audit_log_entry_uq;
