create table notes (id bigint primary key);
create rule keep as on delete to notes do instead nothing;
