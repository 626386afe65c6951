create role app nologin;

alter role app connection limit 20;
