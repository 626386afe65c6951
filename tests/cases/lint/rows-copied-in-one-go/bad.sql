insert into audit_log select body, raised_at from alerts; -- ! rows-copied-in-one-go
