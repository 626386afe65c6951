CREATE TABLE escalations (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert_id    bigint NOT NULL REFERENCES alerts (id)
);

INSERT INTO escalations (alert_id) SELECT id FROM alerts;
