create or replace trigger stamp before update on alerts for each row execute function stamp();

create table fresh (id bigint);
drop trigger if exists stamp on fresh;
