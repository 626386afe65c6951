alter table alerts rename to incidents;
create view alerts as select * from incidents;
alter index alerts_state_idx rename to incidents_state_idx;
