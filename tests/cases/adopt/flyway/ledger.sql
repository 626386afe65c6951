-- What the tool leaves in a database: Flyway 11, after its source (PostgreSQLDatabase, ChecksumCalculator). Made by tests/tools/foreign_ledgers.py on 2026-11-25.
CREATE TABLE public.addresses (
    id bigint NOT NULL
);
CREATE TABLE public.customers (
    id bigint NOT NULL
);
CREATE TABLE public.flyway_schema_history (
    installed_rank integer NOT NULL,
    version character varying(50),
    description character varying(200) NOT NULL,
    type character varying(20) NOT NULL,
    script character varying(1000) NOT NULL,
    checksum integer,
    installed_by character varying(100) NOT NULL,
    installed_on timestamp without time zone DEFAULT now() NOT NULL,
    execution_time integer NOT NULL,
    success boolean NOT NULL
);
CREATE TABLE public.orders (
    id bigint NOT NULL,
    note text
);
CREATE VIEW public.order_notes AS
 SELECT orders.note
   FROM public.orders;
INSERT INTO public.flyway_schema_history VALUES (1, '1', 'orders', 'SQL', 'V1__orders.sql', -73496685, 'postgres', '2026-11-25 13:34:19.994781', 1, true);
INSERT INTO public.flyway_schema_history VALUES (2, '1.1', 'customers', 'SQL', 'V1.1__customers.sql', 1290077123, 'postgres', '2026-11-25 13:34:20.082532', 2, true);
INSERT INTO public.flyway_schema_history VALUES (3, '2', 'orders note', 'SQL', 'V2__orders_note.sql', 1235086799, 'postgres', '2026-11-25 13:34:20.204753', 3, true);
INSERT INTO public.flyway_schema_history VALUES (4, NULL, 'order views', 'SQL', 'R__order_views.sql', -868151339, 'postgres', '2026-11-25 13:34:20.296797', 4, true);
ALTER TABLE ONLY public.addresses
    ADD CONSTRAINT addresses_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.flyway_schema_history
    ADD CONSTRAINT flyway_schema_history_pk PRIMARY KEY (installed_rank);
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
CREATE INDEX flyway_schema_history_s_idx ON public.flyway_schema_history USING btree (success);
CREATE INDEX orders_note ON public.orders USING btree (note);
