create table if not exists unrelated (id bigint primary key);
-- then
alter table alerts drop constraint alerts_pkey cascade; -- ! constraint-dropped
alter table alerts add primary key using index alerts_title_uq; -- ! primary-key-on-nullable-column
