create function watch() returns event_trigger language plpgsql as $$ begin end $$;
-- then
create event trigger watching on ddl_command_end execute function watch(); -- ! event-trigger-changed
