alter table alerts alter column raised_at drop default; -- ! default-dropped
