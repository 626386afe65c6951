create publication changes for table alerts, teams;
-- then
alter publication changes drop table teams; -- ! replication-changed

create publication changes for table alerts;
-- then
drop publication changes; -- ! replication-changed
