create role app login superuser; -- ! role-all-powerful

alter role app bypassrls; -- ! role-all-powerful
