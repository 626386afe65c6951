alter table teams add constraint teams_slug_uq unique (slug); -- ! unique-without-index

alter table audit_log add primary key (entry); -- ! unique-without-index

alter table teams add column code text unique; -- ! unique-without-index

alter table alerts add constraint one_title exclude using btree (title with =); -- ! unique-without-index
