-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  RETURN 2;
END;
$$;
-- +goose StatementEnd
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE addresses (id bigint PRIMARY KEY);

-- +goose Down
DROP TABLE addresses;
DROP TABLE customers;
DROP FUNCTION two();
