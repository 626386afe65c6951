alter table alerts disable trigger all; -- ! trigger-disabled

create function stamp() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger stamp before update on alerts for each row execute function stamp();
-- then
alter table alerts disable trigger stamp; -- ! trigger-disabled
