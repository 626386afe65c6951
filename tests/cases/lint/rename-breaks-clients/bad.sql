alter table alerts rename to incidents; -- ! rename-breaks-clients

alter table teams rename column slug to handle; -- ! rename-breaks-clients

create schema archive;
-- then
alter table teams set schema archive; -- ! rename-breaks-clients

create schema archive;
-- then
alter schema archive rename to history; -- ! rename-breaks-clients

alter view open_alerts rename to alerts_open; -- ! rename-breaks-clients

alter type alert_state rename value 'closed' to 'done'; -- ! rename-breaks-clients

alter type alert_state rename to state_of_alert; -- ! rename-breaks-clients
