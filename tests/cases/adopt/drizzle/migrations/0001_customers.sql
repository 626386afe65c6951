CREATE TABLE customers (id bigint PRIMARY KEY);
--> statement-breakpoint
CREATE TABLE addresses (id bigint PRIMARY KEY);
