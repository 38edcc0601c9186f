package io.millrace.capture;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** A connection for some questions about the database itself. Close it. */
final class Jdbc implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 10;

    private final Connection connection;

    private Jdbc(Connection connection) {
        this.connection = connection;
    }

    static Jdbc connect(Database database) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(database.urlParameters());
        properties.setProperty("user", database.user());
        properties.setProperty("password", database.password().get());
        properties.setProperty(
                "connectTimeout",
                Integer.toString(
                        database.engine() == Database.Engine.POSTGRESQL ? PATIENCE_SECONDS : PATIENCE_SECONDS * 1000));
        if (database.engine() == Database.Engine.POSTGRESQL) {
            // One that is kept may be dropped by the network without a word; a statement is given up before.
            properties.setProperty("socketTimeout", Integer.toString(2 * PATIENCE_SECONDS));
        }
        return new Jdbc(DriverManager.getConnection(database.url(), properties));
    }

    /** The first column of the first row; empty where there is none, or it is null. */
    Optional<String> text(String sql, String... arguments) throws SQLException {
        return texts(sql, arguments).stream().findFirst();
    }

    /** The first column of each row; nulls are left out. */
    List<String> texts(String sql, String... arguments) throws SQLException {
        return column(1, sql, arguments);
    }

    /** Another column than the first. */
    List<String> column(int number, String sql, String... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(PATIENCE_SECONDS);
            for (int i = 0; i < arguments.length; i++) {
                statement.setString(i + 1, arguments[i]);
            }
            List<String> texts = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String text = row.getString(number);
                    if (text != null) {
                        texts.add(text);
                    }
                }
            }
            return texts;
        }
    }

    /** Of a connection that may be broken already. */
    void closeQuietly() {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is gone.
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
