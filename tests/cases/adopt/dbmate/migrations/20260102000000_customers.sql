-- migrate:up
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE addresses (id bigint PRIMARY KEY);

-- migrate:down
DROP TABLE addresses;
DROP TABLE customers;
