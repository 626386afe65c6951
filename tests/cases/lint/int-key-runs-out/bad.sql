create table labels (id int primary key, name text); -- ! int-key-runs-out

create table labels (id int generated always as identity, name text); -- ! int-key-runs-out

create table labels (id smallint, name text, primary key (id)); -- ! int-key-runs-out
