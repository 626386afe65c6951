update teams set region = 'no' where id between 1 and 1000;
create table notes (id bigint, body text);
update notes set body = '';
