create function stamp() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger stamp before update on alerts for each row execute function stamp();
-- then
drop trigger stamp on alerts; -- ! trigger-dropped
