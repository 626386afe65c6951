alter table teams add column document json; -- ! json-instead-of-jsonb
