delete from audit_log where at < now() - interval '1 year';
