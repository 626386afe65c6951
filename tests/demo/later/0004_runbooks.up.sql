CREATE TABLE runbooks (
    service     text PRIMARY KEY,
    address     text NOT NULL
);
