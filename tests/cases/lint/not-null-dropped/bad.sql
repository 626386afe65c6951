alter table teams alter column name drop not null; -- ! not-null-dropped
