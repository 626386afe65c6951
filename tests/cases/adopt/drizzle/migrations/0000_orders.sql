CREATE TABLE orders (id bigint PRIMARY KEY, note text);--> statement-breakpoint
ALTER TABLE orders ADD COLUMN total numeric;
