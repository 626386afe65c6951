do $$ begin execute 'alter table alerts drop column body'; end $$; -- ! dynamic-sql
