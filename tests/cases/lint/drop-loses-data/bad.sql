drop table audit_log; -- ! drop-loses-data

alter table alerts drop column if exists body cascade; -- ! drop-loses-data

drop schema archive cascade; -- ! drop-loses-data

drop database analytics; -- ! drop-loses-data

drop type alert_state cascade; -- ! drop-loses-data

drop extension hstore cascade; -- ! drop-loses-data
