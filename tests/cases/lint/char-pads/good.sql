create table visits (id bigint primary key, code varchar(3), name text);
