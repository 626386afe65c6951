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
INSERT INTO public._sqlx_migrations VALUES (1, 'orders', '2026-11-25 13:34:36.085481+00', true, '\x48247238c0aa3a241f24724a18636928e46e2fc88254c3a480276d933159282263a908082310e1f35a5dd97ab6d49ec1', 2174256);
INSERT INTO public._sqlx_migrations VALUES (2, 'customers', '2026-11-25 13:34:36.088162+00', true, '\x1a02b13ca942002643a4aa74114524ca90b5300cd349e8044ec043579833c1a6db13e7e88f6b867e2a98795481336826', 2652097);
INSERT INTO public._sqlx_migrations VALUES (3, 'orders note', '2026-11-25 13:34:36.096833+00', true, '\xfac1e7ebb5bb86d96d6c8ff61f9bf8fc8220f1d390804e184ecb0d5ca41b6091a596f73c4bd0e29f04431e1bc53bb502', 6351063);
ALTER TABLE ONLY public._sqlx_migrations
    ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.addresses
    ADD CONSTRAINT addresses_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
CREATE INDEX orders_note ON public.orders USING btree (note);
