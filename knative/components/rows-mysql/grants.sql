-- As root, with the password of the Secret 'millrace-databases'; the same for MariaDB. The server's log must have whole rows: log_bin, binlog_format=ROW,
-- binlog_row_image=FULL, as knative/platform/mysql has.
--   mysql --user=root --password < grants.sql
CREATE USER 'millrace_reader'@'%' IDENTIFIED BY 'example-shop-mysql';
GRANT SELECT ON shop.products TO 'millrace_reader'@'%';
GRANT SELECT ON shop.brands TO 'millrace_reader'@'%';
GRANT SELECT ON shop.reviews TO 'millrace_reader'@'%';
-- To read the log, and to ask where it stands; both are rights on the whole server.
GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO 'millrace_reader'@'%';
