-- What the tool leaves in a database: Atlas 0.32, after its source (cmd/atlas/internal/migrate); atlas.sum by its library 0.7.2, run. Made by tests/tools/foreign_ledgers.py on 2026-11-25.
CREATE SCHEMA atlas_schema_revisions;
CREATE TABLE atlas_schema_revisions.atlas_schema_revisions (
    version character varying NOT NULL,
    description character varying NOT NULL,
    type bigint DEFAULT 2 NOT NULL,
    applied bigint DEFAULT 0 NOT NULL,
    total bigint DEFAULT 0 NOT NULL,
    executed_at timestamp with time zone NOT NULL,
    execution_time bigint NOT NULL,
    error text,
    error_stmt text,
    hash character varying NOT NULL,
    partial_hashes jsonb,
    operator_version character varying NOT NULL
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
INSERT INTO atlas_schema_revisions.atlas_schema_revisions VALUES ('20260101000000', 'orders', 2, 1, 1, '2026-11-25 13:34:17.200731+00', 1000000, '', '', 'IWNpvlQEihCg8lENjZtOPdBeXbWAXddJzOaStGGb1GA=', NULL, 'Atlas CLI v0.32');
INSERT INTO atlas_schema_revisions.atlas_schema_revisions VALUES ('20260102000000', 'customers', 2, 1, 1, '2026-11-25 13:34:17.284735+00', 1000000, '', '', '+/D/fvhmDkyH0TiZg9JO4Z/wrjnKMY5wYLrGLU3pCUw=', NULL, 'Atlas CLI v0.32');
INSERT INTO atlas_schema_revisions.atlas_schema_revisions VALUES ('20260103000000', 'orders_note', 2, 1, 1, '2026-11-25 13:34:17.390082+00', 1000000, '', '', 'fKiF84BSx94W4p8d13kXMc3lmjByohze7NUA+W0bdVI=', NULL, 'Atlas CLI v0.32');
ALTER TABLE ONLY atlas_schema_revisions.atlas_schema_revisions
    ADD CONSTRAINT atlas_schema_revisions_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.addresses
    ADD CONSTRAINT addresses_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
CREATE INDEX orders_note ON public.orders USING btree (note);
