set lock_timeout = '2s';
alter table teams add column tier text;
