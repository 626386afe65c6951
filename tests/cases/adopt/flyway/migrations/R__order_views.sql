CREATE OR REPLACE VIEW order_notes AS SELECT note FROM orders;
