revoke select on alerts from reporting; -- ! right-revoked
