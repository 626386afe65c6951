alter role app password null;
create role other login;
