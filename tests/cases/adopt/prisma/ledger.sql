-- What the tool leaves in a database: prisma 6.19.0, run. Made by tests/tools/foreign_ledgers.py on 2026-11-25.
CREATE TABLE public._prisma_migrations (
    id character varying(36) NOT NULL,
    checksum character varying(64) NOT NULL,
    finished_at timestamp with time zone,
    migration_name character varying(255) NOT NULL,
    logs text,
    rolled_back_at timestamp with time zone,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    applied_steps_count integer DEFAULT 0 NOT NULL
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
INSERT INTO public._prisma_migrations VALUES ('8414e5cf-d198-4d1e-80e7-364b3f848f48', 'b50458d51ccda53f23489edd8989f35429f5950fe7db3d0b1ab4b4aedfd1a059', '2026-11-25 13:34:24.559+00', '20260101000000_orders', NULL, NULL, '2026-11-25 13:34:24.555+00', 1);
INSERT INTO public._prisma_migrations VALUES ('b02c7190-ed80-4b30-ab96-8b384cb8da2a', 'ce0f8498e87f42a68a74d16feeed57db605fa3f16eb7887d379d8e43c846d396', '2026-11-25 13:34:24.589+00', '20260102000000_customers', NULL, NULL, '2026-11-25 13:34:24.562+00', 1);
INSERT INTO public._prisma_migrations VALUES ('2b938bc8-afd5-436b-a515-83463bd3acfd', 'daaeb68f004050b36b3598abecabd77774e6cb3f29aed877fed11877cb3a05ba', '2026-11-25 13:34:24.608+00', '20260103000000_orders_note', NULL, NULL, '2026-11-25 13:34:24.605+00', 1);
ALTER TABLE ONLY public._prisma_migrations
    ADD CONSTRAINT _prisma_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.addresses
    ADD CONSTRAINT addresses_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
CREATE INDEX orders_note ON public.orders USING btree (note);
