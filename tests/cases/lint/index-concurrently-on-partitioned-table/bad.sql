-- refused
create index concurrently events_payload_idx on events using gin (payload); -- ! index-concurrently-on-partitioned-table
