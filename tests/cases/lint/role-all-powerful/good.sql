create role app login;

grant select on alerts to app;
