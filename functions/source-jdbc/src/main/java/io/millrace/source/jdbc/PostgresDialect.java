package io.millrace.source.jdbc;

import io.millrace.source.jdbc.Column.Kind;
import io.millrace.source.row.CellText;
import io.millrace.source.row.SourceMapping;
import io.millrace.source.row.Tls;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** PostgreSQL. Types are looked up in its catalog, so that values are cast to what the column is, an enum or a domain included. */
final class PostgresDialect implements Dialect {

    private static final String COLUMNS = """
            SELECT a.attname, a.attnotnull, has_column_privilege(a.attrelid, a.attnum, 'SELECT'), format_type(a.atttypid, -1),
                   b.typname, b.typcategory, e.typname,
                   EXISTS (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = a.attrelid AND i.indisprimary
                       AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]) AND (c.relreplident IN ('d', 'f') OR c.relreplident = 'i' AND i.indisreplident))
            FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
            JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            JOIN pg_catalog.pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
            LEFT JOIN pg_catalog.pg_type e ON e.oid = b.typelem AND b.typcategory = 'A'
            WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
            """;

    @Override
    public String driver() {
        return "org.postgresql.Driver";
    }

    @Override
    public String url(SourceMapping source) {
        return source.url();
    }

    @Override
    public Map<String, String> properties(SourceMapping source, JdbcSettings settings) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("ApplicationName", "millrace");
        properties.put("tcpKeepAlive", "true");
        properties.put("logServerErrorDetail", "false");
        properties.put("connectTimeout", seconds(settings.patience().toSeconds()));
        properties.put("loginTimeout", seconds(settings.patience().toSeconds()));
        // The statement's own comes first; this is for a server that answers nothing at all.
        properties.put("socketTimeout", seconds(settings.longestStatement().toSeconds() + 10));
        Tls tls = source.tls();
        if (tls != null) {
            properties.put("sslmode", tls.mode().word());
            if (tls.ca() != null) {
                properties.put("sslrootcert", tls.ca());
            } else if (tls.mode() == Tls.Mode.VERIFY_CA || tls.mode() == Tls.Mode.VERIFY_FULL) {
                properties.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
            }
        }
        return properties;
    }

    private static String seconds(long seconds) {
        return Long.toString(Math.max(1, seconds));
    }

    @Override
    public List<String> initialSql() {
        return List.of(
                "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'iso_8601'; SET extra_float_digits = 1; SET jit = off");
    }

    @Override
    public String begin() {
        return "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";
    }

    @Override
    public String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    @Override
    public Map<String, Column> columns(Connection connection, TableName table) throws SQLException {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (Column column : Query.of(COLUMNS, quote(table)).list(connection, PostgresDialect::column)) {
            columns.put(column.name(), column);
        }
        return columns;
    }

    private static Column column(ResultSet row) throws SQLException {
        return new Column(
                row.getString(1),
                kind(row.getString(5), row.getString(6), row.getString(7)),
                row.getString(4),
                !row.getBoolean(2),
                row.getBoolean(3),
                row.getBoolean(8));
    }

    private static Kind kind(String type, String category, @Nullable String element) {
        if (category.equals("A")) {
            return "bytea".equals(element) ? Kind.BINARY : Kind.LIST;
        }
        return switch (type) {
            case "bytea" -> Kind.BINARY;
            case "bool" -> Kind.BOOLEAN;
            case "bpchar" -> Kind.PADDED;
            case "date" -> Kind.DATE;
            case "time" -> Kind.CLOCK;
            case "timestamp" -> Kind.TIME;
            case "timestamptz" -> Kind.MOMENT;
            case "int2", "int4", "int8", "numeric", "oid" -> Kind.NUMBER;
            case "text", "varchar", "name", "uuid", "citext", "json", "jsonb" -> Kind.TEXT;
            default -> category.equals("E") ? Kind.TEXT : Kind.UNTOLD;
        };
    }

    @Override
    public String text(String column, Column of) {
        return of.kind() == Kind.LIST ? column + "::text[]" : column + "::text";
    }

    @Override
    public String length(String column, Column of) {
        return "octet_length(" + column + "::text)";
    }

    @Override
    public String parameter(Column of) {
        return "CAST(? AS " + of.type() + ")";
    }

    @Override
    public @Nullable Object value(ResultSet row, int index, Column of) throws SQLException {
        if (of.kind() == Kind.LIST) {
            Array array = row.getArray(index);
            return array == null ? null : flat((Object[]) array.getArray());
        }
        String text = row.getString(index);
        if (text == null) {
            return null;
        }
        return switch (of.kind()) {
            case BOOLEAN -> Boolean.valueOf(text);
            case CLOCK -> CellText.ofTime(text);
            case TIME -> CellText.ofTime(iso(text));
            case MOMENT -> CellText.ofTime(iso(text).replace("+00", "Z"));
            case TEXT, PADDED, UNTOLD, NUMBER, DATE, BINARY, LIST -> text;
        };
    }

    /** A database without an encoding (SQL_ASCII) takes any bytes for text, but gives them out as UTF-8 only where they are. */
    @Override
    public boolean isNoText(@Nullable Throwable e) {
        return e instanceof SQLException sql && "22021".equals(sql.getSQLState());
    }

    /** Years before the first have BC at their end, and the infinities no time. */
    private static String iso(String text) {
        return text.replaceFirst("(?<=[0-9]) (?=[0-9])", "T");
    }

    private static List<@Nullable Object> flat(@Nullable Object[] array) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Object value : array) {
            if (value instanceof Object[] inner) {
                values.addAll(flat(inner));
            } else if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    /** Rows are compared as the index orders them. */
    @Override
    public String after(List<String> columns, List<Column> key) {
        return "(" + String.join(", ", columns) + ") > ("
                + key.stream().map(this::parameter).collect(Collectors.joining(", ")) + ")";
    }

    @Override
    public List<String> afterArguments(List<String> key) {
        return key;
    }

    @Override
    public Inspection inspection() {
        return new PostgresInspection();
    }

    @Override
    public @Nullable Failure failure(SQLException e) {
        String state = e.getSQLState();
        if (state == null || state.length() < 2) {
            return Failure.PASSING;
        }
        return switch (state) {
            case "3D000" -> Failure.NO_DATABASE;
            case "42P01", "3F000" -> Failure.NO_TABLE;
            case "42703" -> Failure.NO_COLUMN;
            case "42501" -> Failure.NO_GRANT;
            case "57014" -> Failure.TOO_SLOW;
            // The server's own limits on transactions that rest, or take long.
            case "25P03", "25P04" -> Failure.PASSING;
            default ->
                switch (state.substring(0, 2)) {
                    case "28" -> Failure.CREDENTIALS;
                    case "22" -> Failure.VALUE;
                    case "08", "40", "53", "55", "57", "58" -> Failure.PASSING;
                    default -> null;
                };
        };
    }
}
