alter table alerts disable trigger all; -- ! trigger-disabled

alter table alerts disable trigger stamp; -- ! trigger-disabled
