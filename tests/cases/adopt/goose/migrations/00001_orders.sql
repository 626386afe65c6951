-- +goose Up
CREATE TABLE orders (id bigint PRIMARY KEY, note text);

-- +goose Down
DROP TABLE orders;
