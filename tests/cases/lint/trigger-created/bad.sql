create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
-- then
create trigger touching before update on alerts for each row execute function touch(); -- ! trigger-created
