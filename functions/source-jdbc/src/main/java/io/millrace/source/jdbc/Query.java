package io.millrace.source.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A SELECT and its arguments, which always go as parameters and as text.
 *
 * @param sql with a ? for each argument
 * @param arguments in order
 */
record Query(String sql, List<@Nullable String> arguments) {

    /** So many rows come at a time. */
    private static final int FETCHED = 100;

    /** Makes something of a row. */
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Takes a row; false for no more of them. */
    interface Taker {
        boolean take(ResultSet row) throws SQLException;
    }

    static Query of(String sql, @Nullable String... arguments) {
        List<@Nullable String> all = new ArrayList<>();
        for (String argument : arguments) {
            all.add(argument);
        }
        return new Query(sql, all);
    }

    <T> List<T> list(Connection connection, Reader<T> reader) throws SQLException {
        List<T> rows = new ArrayList<>();
        each(connection, 0, row -> {
            rows.add(reader.read(row));
            return true;
        });
        return rows;
    }

    /** @param seconds the longest that it may take; 0 for what the connection says */
    void each(Connection connection, int seconds, Taker taker) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCHED);
            if (seconds > 0) {
                statement.setQueryTimeout(seconds);
            }
            for (int i = 0; i < arguments.size(); i++) {
                statement.setString(i + 1, arguments.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                boolean more = true;
                while (more && rows.next()) {
                    more = taker.take(rows);
                }
            }
        }
    }
}
