-- refused
alter type alert_state add value 'muted';
update alerts set state = 'muted' where id = 1; -- ! enum-value-used-too-early
