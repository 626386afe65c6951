create function stamp() returns int language sql as $$ select 1 $$;
-- then
drop function stamp() cascade; -- ! routine-dropped-with-cascade

create aggregate total(int) (sfunc = int4pl, stype = int);
-- then
drop aggregate total(int) cascade; -- ! routine-dropped-with-cascade
