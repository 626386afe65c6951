alter table teams add column document jsonb;

alter table teams add column documents jsonb not null default '[]';
