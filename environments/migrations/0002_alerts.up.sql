-- One row for each time a rule fired. `resolved_at` is null while it is open.
CREATE TABLE alerts (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rule_id      bigint NOT NULL REFERENCES rules (id),
    fingerprint  text NOT NULL,
    raised_at    timestamptz NOT NULL DEFAULT now(),
    resolved_at  timestamptz,
    CHECK (resolved_at >= raised_at)
);

-- The same alert is open once, however often its rule fires.
CREATE UNIQUE INDEX alerts_open ON alerts (fingerprint) WHERE resolved_at IS NULL;

-- Whom an alert was sent to, and how that went.
CREATE TABLE deliveries (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert_id  bigint NOT NULL REFERENCES alerts (id),
    channel   text NOT NULL CHECK (channel IN ('slack', 'pagerduty', 'email', 'webhook')),
    address   text NOT NULL,
    sent_at   timestamptz,
    attempts  integer NOT NULL DEFAULT 0
);
