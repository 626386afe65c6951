create index events_payload_idx on only events using gin (payload);
create index concurrently events_2024_payload_idx on events_2024 using gin (payload);
create index concurrently events_default_payload_idx on events_default using gin (payload);
alter index events_payload_idx attach partition events_2024_payload_idx;
alter index events_payload_idx attach partition events_default_payload_idx;
