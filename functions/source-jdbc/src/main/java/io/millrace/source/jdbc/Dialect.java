package io.millrace.source.jdbc;

import io.millrace.source.row.SourceMapping;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What databases have differently. */
interface Dialect {

    /** Its class. */
    String driver();

    /** The address for the driver. */
    String url(SourceMapping source);

    /** The driver's properties. */
    Map<String, String> properties(SourceMapping source, JdbcSettings settings);

    /** Makes a fresh connection write values in one way, whatever the server's settings are. */
    List<String> initialSql();

    /** Begins a read-only transaction that sees one moment. */
    String begin();

    /** An identifier, whatever is in it. */
    String quote(String identifier);

    /** The columns of a table; empty where there is none that we may see. */
    Map<String, Column> columns(Connection connection, TableName table) throws SQLException;

    /** The text of a column's value, as SQL. */
    String text(String column, Column of);

    /** How long that text is, in bytes, as SQL. */
    String length(String column, Column of);

    /** A place for a text that becomes a value of a column's type. */
    String parameter(Column of);

    /** A value from what {@link #text} gave. */
    @Nullable
    Object value(ResultSet row, int index, Column of) throws SQLException;

    /** Whether a failure says that something is no text in the encoding that it should have. */
    default boolean isNoText(@Nullable Throwable e) {
        return false;
    }

    /** A condition: the key comes after another one. It has as many places as {@link #afterArguments}. */
    String after(List<String> columns, List<Column> key);

    List<String> afterArguments(List<String> key);

    /** What is looked at when a mapping is checked. */
    Inspection inspection();

    default String quote(TableName table) {
        return Stream.of(table.schema(), table.name())
                .filter(part -> part != null)
                .map(this::quote)
                .collect(Collectors.joining("."));
    }

    /** What is wrong, by the database's own code; null where that can't be told. */
    @Nullable
    Failure failure(SQLException e);

    /** Kinds of failures that a person can mend. */
    enum Failure {
        CREDENTIALS,
        NO_DATABASE,
        NO_TABLE,
        NO_COLUMN,
        NO_GRANT,
        /** A value that can't be cast. */
        VALUE,
        TOO_SLOW,
        /** It passes by itself. */
        PASSING
    }
}
