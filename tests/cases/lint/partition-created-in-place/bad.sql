create table samples_2028 partition of samples for values from ('2028-01-01') to ('2029-01-01'); -- ! partition-created-in-place
