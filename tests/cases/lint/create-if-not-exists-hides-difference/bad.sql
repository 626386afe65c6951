create table if not exists alerts (id bigint primary key, shape text); -- ! create-if-not-exists-hides-difference
