create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
create table notes (id bigint primary key);
create trigger touching before update on notes for each row execute function touch();
