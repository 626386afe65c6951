set local timezone = 'UTC';
alter table teams alter column created_at type timestamptz;
