-- What the tool leaves in a database: refinery_cli 0.10.0, run. Made by tests/tools/foreign_ledgers.py on 2026-11-25.
CREATE TABLE public.addresses (
    id bigint NOT NULL
);
CREATE TABLE public.customers (
    id bigint NOT NULL
);
CREATE TABLE public.orders (
    id bigint NOT NULL,
    note text
);
CREATE TABLE public.refinery_schema_history (
    version integer NOT NULL,
    name character varying(255),
    applied_on character varying(255),
    checksum character varying(255)
);
INSERT INTO public.refinery_schema_history VALUES (1, 'orders', '2026-11-25T13:34:35.212886471Z', '15932637477494799771');
INSERT INTO public.refinery_schema_history VALUES (2, 'customers', '2026-11-25T13:34:35.212911799Z', '4244908548661657718');
INSERT INTO public.refinery_schema_history VALUES (3, 'orders_note', '2026-11-25T13:34:35.212914503Z', '12623029463497562833');
ALTER TABLE ONLY public.addresses
    ADD CONSTRAINT addresses_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.refinery_schema_history
    ADD CONSTRAINT refinery_schema_history_pkey PRIMARY KEY (version);
CREATE INDEX orders_note ON public.orders USING btree (note);
