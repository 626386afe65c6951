alter table alerts add constraint alerts_fingerprint_key unique using index alerts_fingerprint_uq;
create table notes (id bigint);
alter table notes add primary key (id);
