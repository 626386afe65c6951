create rule keep as on delete to audit_log do instead nothing; -- ! rule-changed

create rule keep as on delete to audit_log do instead nothing;
-- then
drop rule keep on audit_log; -- ! rule-changed
