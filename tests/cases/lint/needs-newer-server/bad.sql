-- refused
-- pg 13
alter table samples detach partition samples_2024 concurrently; -- ! needs-newer-server

-- refused
-- pg 17
alter table teams add constraint small check (quota < 1000) not enforced; -- ! needs-newer-server
