-- pg 14
create function stamp() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger stamp before update on alerts for each row execute function stamp();
-- then
create or replace trigger stamp before update on alerts for each row execute function stamp(); -- ! trigger-created

create table fresh (id bigint);
drop trigger if exists stamp on fresh;
