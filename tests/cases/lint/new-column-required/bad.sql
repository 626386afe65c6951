-- refused
alter table alerts add column source text not null; -- ! new-column-required
