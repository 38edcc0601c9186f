-- In the database 'shop', as the owner of its tables who may also make roles (the superuser, for one); with the password of the Secret 'millrace-databases':
--   psql --dbname=shop --set=ON_ERROR_STOP=1 --file=grants.sql
-- Where it is the server of the store that CloudNativePG runs, roles are better declared in the Cluster (spec.managed.roles), with the same attributes.

-- REPLICATION lets it make its slot and read the log of the whole server: rows of other databases can't be decoded without CONNECT there.
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
