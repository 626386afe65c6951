-- What the tool leaves in a database: sqlx-cli 0.9.0, run. Made by tests/tools/foreign_ledgers.py on 2026-11-25.
CREATE TABLE public._sqlx_migrations (
    version bigint NOT NULL,
    description text NOT NULL,
    installed_on timestamp with time zone DEFAULT now() NOT NULL,
    success boolean NOT NULL,
    checksum bytea NOT NULL,
    execution_time bigint NOT NULL
);
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
INSERT INTO public._sqlx_migrations VALUES (20260101000000, 'orders', '2026-11-25 13:34:35.5695+00', true, '\x48247238c0aa3a241f24724a18636928e46e2fc88254c3a480276d933159282263a908082310e1f35a5dd97ab6d49ec1', 3853215);
INSERT INTO public._sqlx_migrations VALUES (20260102000000, 'customers', '2026-11-25 13:34:35.573876+00', true, '\xc915b826b6a1c6045e4df6724a7f23e5f450bb37cd95f095a228911f3e45140dadd343d180464df30a58e0b46c109799', 1258613);
INSERT INTO public._sqlx_migrations VALUES (20260103000000, 'orders note', '2026-11-25 13:34:35.575913+00', true, '\xfac1e7ebb5bb86d96d6c8ff61f9bf8fc8220f1d390804e184ecb0d5ca41b6091a596f73c4bd0e29f04431e1bc53bb502', 720733);
ALTER TABLE ONLY public._sqlx_migrations
    ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.addresses
    ADD CONSTRAINT addresses_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
CREATE INDEX orders_note ON public.orders USING btree (note);
