create table samples_2028 (like samples including all);
alter table samples attach partition samples_2028 for values from ('2028-01-01') to ('2029-01-01');
