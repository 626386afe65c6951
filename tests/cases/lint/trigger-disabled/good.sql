alter table alerts enable trigger stamp;
