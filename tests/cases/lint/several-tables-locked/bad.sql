alter table alerts add column note text;
alter table teams add column note text; -- ! several-tables-locked
