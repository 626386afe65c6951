-- pg 14
alter table samples detach partition samples_2024 concurrently;

-- pg 18
alter table teams add constraint small check (quota < 1000) not enforced;
