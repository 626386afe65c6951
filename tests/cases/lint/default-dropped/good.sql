alter table alerts alter column raised_at set default now();
