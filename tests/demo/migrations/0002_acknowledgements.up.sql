CREATE TABLE acknowledgements (
    alert_id    bigint PRIMARY KEY REFERENCES alerts (id),
    by_whom     text NOT NULL,
    at          timestamptz NOT NULL DEFAULT now()
);
