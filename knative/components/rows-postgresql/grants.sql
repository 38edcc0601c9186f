-- As the superuser in the database 'shop', where its tables are; with the password of the Secret 'millrace-databases':
--   psql --dbname=shop --set=ON_ERROR_STOP=1 --file=grants.sql
-- REPLICATION lets it make slots and read the log of each database that it may connect to, which by default is all of them. In the store's server that is the index, too.
REVOKE CONNECT ON DATABASE millrace FROM PUBLIC;
CREATE ROLE millrace_reader LOGIN REPLICATION NOINHERIT PASSWORD 'example-shop-postgresql';
GRANT CONNECT ON DATABASE shop TO millrace_reader;
GRANT USAGE ON SCHEMA public TO millrace_reader;
-- All columns of products but purchase_price, which the mapping never reads either.
GRANT SELECT (id, name, description, price, released, lang, brand_id) ON public.products TO millrace_reader;
GRANT SELECT ON public.brands, public.reviews TO millrace_reader;

-- What the log hands out. A table that is not in it is found by re-indexing alone.
CREATE PUBLICATION millrace FOR TABLE public.products, public.brands, public.reviews;

-- A removed review is logged by its key alone, which does not say whose it was; so these are logged whole. Products and brands are found by their keys.
ALTER TABLE public.reviews REPLICA IDENTITY FULL;
