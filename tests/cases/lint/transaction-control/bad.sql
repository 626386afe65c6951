begin; -- ! transaction-control
alter table alerts add column note text;
commit; -- ! transaction-control
