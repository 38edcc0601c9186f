package io.millrace.index.pgvector;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement and its arguments, which always go as parameters. Arrays are {@code String[]} (text), {@code long[]}, {@code int[]},
 * {@code double[]}, {@code float[]} and {@code byte[][]}.
 */
final class Sql {

    /** Makes something of a row. */
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final StringBuilder text;
    private final List<@Nullable Object> arguments = new ArrayList<>();

    Sql(String text, @Nullable Object... arguments) {
        this.text = new StringBuilder(text);
        addAll(arguments);
    }

    Sql add(String more, @Nullable Object... moreArguments) {
        text.append(' ').append(more);
        addAll(moreArguments);
        return this;
    }

    Sql add(Sql more) {
        text.append(' ').append(more.text);
        arguments.addAll(more.arguments);
        return this;
    }

    private void addAll(@Nullable Object... more) {
        for (Object argument : more) {
            arguments.add(argument);
        }
    }

    <T> List<T> list(Connection connection, Reader<T> reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text.toString())) {
            bind(statement, connection);
            List<T> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(reader.read(row));
                }
            }
            return rows;
        }
    }

    /** What is made of the first row; null where there is none. */
    <T> @Nullable T first(Connection connection, Reader<T> reader) throws SQLException {
        List<T> rows = list(connection, reader);
        return rows.isEmpty() ? null : rows.getFirst();
    }

    /** What is made of the only row. */
    <T> T one(Connection connection, Reader<T> reader) throws SQLException {
        List<T> rows = list(connection, reader);
        if (rows.size() != 1) {
            throw new SQLException("one row was expected, and " + rows.size() + " came");
        }
        return rows.getFirst();
    }

    /** How many rows it changed. */
    int update(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text.toString())) {
            bind(statement, connection);
            return statement.executeUpdate();
        }
    }

    /** Runs one statement for each list of arguments. */
    static void updateEach(Connection connection, String text, List<@Nullable Object[]> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            for (@Nullable Object[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    bind(statement, connection, i + 1, row[i]);
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void bind(PreparedStatement statement, Connection connection) throws SQLException {
        for (int i = 0; i < arguments.size(); i++) {
            bind(statement, connection, i + 1, arguments.get(i));
        }
    }

    private static void bind(PreparedStatement statement, Connection connection, int index, @Nullable Object argument)
            throws SQLException {
        switch (argument) {
            case String string -> statement.setString(index, storable(string));
            case String[] strings -> {
                String[] kept = new String[strings.length];
                for (int i = 0; i < kept.length; i++) {
                    kept[i] = storable(strings[i]);
                }
                statement.setArray(index, connection.createArrayOf("text", kept));
            }
            case long[] longs -> statement.setObject(index, longs);
            case int[] ints -> statement.setObject(index, ints);
            case double[] doubles -> statement.setObject(index, doubles);
            case float[] floats -> statement.setObject(index, floats);
            case byte[][] bytes -> statement.setArray(index, connection.createArrayOf("bytea", bytes));
            case null, default -> statement.setObject(index, argument);
        }
    }

    /** A time as a number that is compared to the nanosecond. */
    static BigDecimal nanos(Instant time) {
        return BigDecimal.valueOf(time.getEpochSecond()).movePointRight(9).add(BigDecimal.valueOf(time.getNano()));
    }

    /** A time as an argument that is compared with a timestamptz. */
    static OffsetDateTime time(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    /** PostgreSQL has no text with the character 0; offsets stay as they are. */
    private static String storable(String string) {
        return string.indexOf('\0') < 0 ? string : string.replace('\0', '\uFFFD');
    }
}
