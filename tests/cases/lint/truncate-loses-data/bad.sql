truncate audit_log; -- ! truncate-loses-data

truncate table alerts cascade; -- ! truncate-loses-data
