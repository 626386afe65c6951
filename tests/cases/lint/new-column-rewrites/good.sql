alter table audit_log add column number bigint;

alter table alerts add column size int generated always as (length(body)) virtual;
