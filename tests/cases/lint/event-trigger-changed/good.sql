create function watch() returns event_trigger language plpgsql as $$ begin end $$;
