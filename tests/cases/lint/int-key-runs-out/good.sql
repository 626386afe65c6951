create table labels (id bigint primary key, weight int);

create table labels (a int, b int, primary key (a, b));
