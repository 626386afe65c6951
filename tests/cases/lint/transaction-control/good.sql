savepoint before;
alter table alerts add column note text;
release savepoint before;
