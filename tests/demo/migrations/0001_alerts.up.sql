CREATE TABLE alerts (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    service     text NOT NULL,
    severity    text NOT NULL,
    raised_at   timestamptz NOT NULL DEFAULT now()
);
