create publication changes for table alerts;

create publication changes for table alerts;
-- then
alter publication changes add table teams;
