-- What the tool leaves in a database: dbmate 2.36.0, run. Made by tests/tools/foreign_ledgers.py on 2026-11-25.
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
CREATE TABLE public.schema_migrations (
    version character varying NOT NULL
);
INSERT INTO public.schema_migrations VALUES ('20260101000000');
INSERT INTO public.schema_migrations VALUES ('20260102000000');
INSERT INTO public.schema_migrations VALUES ('20260103000000');
ALTER TABLE ONLY public.addresses
    ADD CONSTRAINT addresses_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);
CREATE INDEX orders_note ON public.orders USING btree (note);
