-- pg 14
alter table samples detach partition samples_2024 concurrently;
