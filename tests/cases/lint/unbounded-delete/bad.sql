delete from audit_log; -- ! unbounded-delete

delete from audit_log where true; -- ! unbounded-delete

delete from audit_log where (1 = 1); -- ! unbounded-delete
