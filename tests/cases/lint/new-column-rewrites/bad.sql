alter table audit_log add column id bigserial; -- ! new-column-rewrites

alter table audit_log add column number bigint generated always as identity; -- ! new-column-rewrites

alter table alerts add column size int generated always as (length(body)) stored; -- ! new-column-rewrites

alter table alerts add column grade severity; -- ! new-column-rewrites
