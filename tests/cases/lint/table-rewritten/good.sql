vacuum (full off, analyze) alerts;
vacuum alerts;
alter table alerts set (fillfactor = 70);
