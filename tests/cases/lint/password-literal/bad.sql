alter role app password 'hunter2'; -- ! password-literal

create role other login encrypted password 'hunter2'; -- ! password-literal

create user third with password 'hunter2'; -- ! password-literal
