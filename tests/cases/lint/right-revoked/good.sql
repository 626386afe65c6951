grant select on alerts to reporting;
