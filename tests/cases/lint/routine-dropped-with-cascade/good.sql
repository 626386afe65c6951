create function stamp() returns int language sql as $$ select 1 $$;
drop function stamp() cascade;

create function stamp() returns int language sql as $$ select 1 $$;
-- then
drop function stamp();
create function stamp() returns bigint language sql as $$ select 2::bigint $$;
