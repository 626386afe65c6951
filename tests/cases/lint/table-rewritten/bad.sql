vacuum full alerts; -- ! table-rewritten

vacuum (full, analyze) alerts; -- ! table-rewritten

cluster alerts using alerts_state_idx; -- ! table-rewritten

alter table audit_log set unlogged; -- ! table-rewritten
