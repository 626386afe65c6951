alter type alert_state add value 'muted' after 'open';
update alerts set state = 'closed' where id = 1;
