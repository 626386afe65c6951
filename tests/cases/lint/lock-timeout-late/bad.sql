alter table teams add column tier text;
set lock_timeout = '2s'; -- ! lock-timeout-late
