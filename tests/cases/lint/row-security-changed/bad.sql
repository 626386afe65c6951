alter table alerts enable row level security; -- ! row-security-changed

alter table alerts disable row level security; -- ! row-security-changed

alter table alerts force row level security; -- ! row-security-changed

alter table alerts no force row level security; -- ! row-security-changed
