create or replace view open_alerts as select id, title, body from alerts;
