alter table audit_log add column number bigint;

-- pg 18
alter table alerts add column size int generated always as (length(body)) virtual;
