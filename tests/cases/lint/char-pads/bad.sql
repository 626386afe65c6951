create table visits (id bigint primary key, code char(3)); -- ! char-pads
