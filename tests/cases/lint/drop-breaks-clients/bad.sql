drop view open_alerts; -- ! drop-breaks-clients

drop sequence ticket_no; -- ! drop-breaks-clients

drop type alert_state; -- ! drop-breaks-clients

drop materialized view alert_totals; -- ! drop-breaks-clients
