alter role app set search_path = archive; -- ! role-changed

alter role app nologin; -- ! role-changed

alter database app set work_mem = '64MB'; -- ! role-changed
