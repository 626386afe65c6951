alter table deliveries add column team_id bigint references teams (id); -- ! foreign-key-locks-parent

create table notes (id bigint primary key, alert_id bigint references alerts (id)); -- ! foreign-key-locks-parent
