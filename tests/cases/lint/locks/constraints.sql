-- Locks of constraints, as measured on PostgreSQL 12 to 18.

alter table teams add constraint small check (quota < 1000);
-- takes teams ACCESS EXCLUSIVE scan

alter table teams add constraint small check (quota < 1000) not valid;
-- takes teams ACCESS EXCLUSIVE

-- given alter table teams add constraint small check (quota < 1000) not valid
alter table teams validate constraint small;
-- takes teams SHARE UPDATE EXCLUSIVE scan

alter table teams validate constraint quota_positive;
-- takes teams SHARE UPDATE EXCLUSIVE

-- pg 18
alter table teams add constraint small check (quota < 1000) not enforced;
-- takes teams ACCESS EXCLUSIVE

-- pg 18
alter table teams add constraint present not null slug;
-- takes teams ACCESS EXCLUSIVE scan

alter table alerts add constraint team_fk foreign key (team_id) references teams (id);
-- takes alerts SHARE ROW EXCLUSIVE scan
-- takes teams SHARE ROW EXCLUSIVE scan

alter table alerts add constraint team_fk foreign key (team_id) references teams (id) not valid;
-- takes alerts SHARE ROW EXCLUSIVE
-- takes teams SHARE ROW EXCLUSIVE

-- given alter table alerts add constraint team_fk foreign key (team_id) references teams (id) not valid
alter table alerts validate constraint team_fk;
-- takes alerts SHARE UPDATE EXCLUSIVE scan
-- takes teams ROW SHARE scan

-- pg 18
-- given alter table alerts add constraint team_fk foreign key (team_id) references teams (id) not enforced
alter table alerts alter constraint team_fk enforced;
-- takes alerts ACCESS EXCLUSIVE scan
-- takes teams SHARE ROW EXCLUSIVE scan

alter table deliveries drop constraint deliveries_alert_id_fkey;
-- takes deliveries ACCESS EXCLUSIVE
-- takes alerts ACCESS EXCLUSIVE

alter table teams drop constraint quota_positive;
-- takes teams ACCESS EXCLUSIVE

alter table teams add constraint slug_uq unique (slug);
-- takes teams ACCESS EXCLUSIVE scan

alter table alerts add constraint fingerprint_uq unique using index alerts_fingerprint_uq;
-- takes alerts ACCESS EXCLUSIVE

-- given alter table alerts drop constraint alerts_pkey cascade
alter table alerts add primary key using index alerts_fingerprint_uq;
-- takes alerts ACCESS EXCLUSIVE

-- given alter table alerts drop constraint alerts_pkey cascade
alter table alerts add primary key using index alerts_title_uq;
-- takes alerts ACCESS EXCLUSIVE scan

alter table audit_log add primary key (entry);
-- takes audit_log ACCESS EXCLUSIVE scan

alter table alerts add constraint one_title exclude using btree (title with =);
-- takes alerts ACCESS EXCLUSIVE scan

alter table events add constraint big check (id > 0);
-- takes events ACCESS EXCLUSIVE
-- takes events_2024 ACCESS EXCLUSIVE scan
-- takes events_default ACCESS EXCLUSIVE scan

alter domain severity add constraint low check (value < 4);
-- takes grades SHARE scan

alter domain severity add constraint low check (value < 4) not valid;
-- takes nothing
