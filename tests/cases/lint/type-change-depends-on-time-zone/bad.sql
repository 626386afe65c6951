alter table teams alter column created_at type timestamptz; -- ! type-change-depends-on-time-zone
