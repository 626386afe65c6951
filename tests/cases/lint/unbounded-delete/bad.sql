delete from audit_log; -- ! unbounded-delete
