create table notes (id serial primary key); -- ! serial-instead-of-identity
