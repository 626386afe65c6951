create table visits (id bigint primary key, at timestamp); -- ! timestamp-without-time-zone
