-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY orders_note ON orders (note);

-- +goose Down
DROP INDEX CONCURRENTLY orders_note;
