-- The example's tables, with a row of each, to try it: yours take their place. As root, before grants.sql.
CREATE DATABASE shop;
CREATE TABLE shop.brands (id int PRIMARY KEY, name varchar(100), country varchar(100));
CREATE TABLE shop.products (id int PRIMARY KEY, name varchar(100), description text, price decimal(10, 2),
  purchase_price decimal(10, 2), released date, lang varchar(10), brand_id int, INDEX (brand_id));
CREATE TABLE shop.reviews (id int PRIMARY KEY, product_id int, written_at datetime, stars int, text text, INDEX (product_id));
INSERT INTO shop.brands VALUES (1, 'Mill & Sons', 'Norway');
INSERT INTO shop.products VALUES (7, 'Hand mill', 'Grinds a kilogram an hour.', 49.90, 20, '2026-03-01', 'en', 1);
INSERT INTO shop.reviews VALUES (1, 7, '2026-04-02 08:00:00', 5, 'Still sharp.');
