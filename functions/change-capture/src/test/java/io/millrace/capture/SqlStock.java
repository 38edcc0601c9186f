package io.millrace.capture;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The shop in tables of a relational database. */
final class SqlStock implements Stock {

    private final String url;
    private @Nullable Statement transaction;

    private SqlStock(String url) {
        this.url = url;
    }

    /** Makes its tables in a database that has none of them. */
    static SqlStock make(String url) throws SQLException {
        Shop.run(
                url,
                "CREATE TABLE customers (id int PRIMARY KEY, name text)",
                "CREATE TABLE orders (id int PRIMARY KEY, customer_id int, title text)",
                "CREATE TABLE parts (id int PRIMARY KEY, order_id int, part text)",
                "CREATE TABLE notes (id int PRIMARY KEY, order_id int, words text)");
        return new SqlStock(url);
    }

    private void sql(String statement) throws SQLException {
        if (transaction == null) {
            Shop.run(url, statement);
        } else {
            transaction.execute(statement);
        }
    }

    @Override
    public void order(int id, int customer) throws SQLException {
        sql("INSERT INTO orders VALUES (" + id + ", " + customer + ", 'order " + id + "')");
    }

    @Override
    public void removeOrder(int id) throws SQLException {
        sql("DELETE FROM orders WHERE id = " + id);
    }

    @Override
    public void rekey(int from, int to) throws SQLException {
        sql("UPDATE orders SET id = " + to + " WHERE id = " + from);
    }

    @Override
    public void customer(int id, String name) throws SQLException {
        sql("INSERT INTO customers VALUES (" + id + ", '" + name + "')");
    }

    @Override
    public void rename(int customer, String name) throws SQLException {
        sql("UPDATE customers SET name = '" + name + "' WHERE id = " + customer);
    }

    @Override
    public void part(int id, int order) throws SQLException {
        sql("INSERT INTO parts VALUES (" + id + ", " + order + ", 'bolt')");
    }

    @Override
    public void movePart(int id, int order) throws SQLException {
        sql("UPDATE parts SET order_id = " + order + " WHERE id = " + id);
    }

    @Override
    public void clearParts() throws SQLException {
        sql("TRUNCATE TABLE parts");
    }

    @Override
    public void together(Write... writes) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            transaction = statement;
            for (Write write : writes) {
                write.run();
            }
            connection.commit();
        } finally {
            transaction = null;
        }
    }
}
