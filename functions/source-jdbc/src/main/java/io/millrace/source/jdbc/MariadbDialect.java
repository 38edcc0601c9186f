package io.millrace.source.jdbc;

import io.millrace.source.jdbc.Column.Kind;
import io.millrace.source.row.CellText;
import io.millrace.source.row.SourceMapping;
import io.millrace.source.row.Tls;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** MariaDB, and MySQL by the same driver. */
final class MariadbDialect implements Dialect {

    private static final String COLUMNS = """
            SELECT column_name, is_nullable = 'YES', privileges LIKE '%select%', data_type, column_type, column_key = 'PRI'
            FROM information_schema.columns WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ? ORDER BY ordinal_position
            """;

    @Override
    public String driver() {
        return "org.mariadb.jdbc.Driver";
    }

    /** The driver takes MySQL's own scheme only with an option; it is the same protocol. */
    @Override
    public String url(SourceMapping source) {
        return source.url().replaceFirst("^jdbc:mysql:", "jdbc:mariadb:");
    }

    @Override
    public Map<String, String> properties(SourceMapping source, JdbcSettings settings) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("tcpKeepAlive", "true");
        properties.put("connectTimeout", Long.toString(settings.patience().toMillis()));
        properties.put(
                "socketTimeout", Long.toString(settings.longestStatement().toMillis() + 10_000));
        // A server could ask for files of this machine.
        properties.put("allowLocalInfile", "false");
        Tls tls = source.tls();
        if (tls != null) {
            properties.put(
                    "sslMode",
                    switch (tls.mode()) {
                        case DISABLE -> "disable";
                        case REQUIRE -> "trust";
                        case VERIFY_CA -> "verify-ca";
                        case VERIFY_FULL -> "verify-full";
                    });
            if (tls.ca() != null) {
                properties.put("serverSslCert", tls.ca());
            }
        }
        return properties;
    }

    @Override
    public List<String> initialSql() {
        // Only so does a transaction have a consistent snapshot.
        return List.of("SET time_zone = '+00:00'", "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    }

    @Override
    public String begin() {
        return "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";
    }

    @Override
    public String quote(String identifier) {
        return '`' + identifier.replace("`", "``") + '`';
    }

    @Override
    public Map<String, Column> columns(Connection connection, TableName table) throws SQLException {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (Column column : Query.of(COLUMNS, table.schema(), table.name()).list(connection, MariadbDialect::column)) {
            columns.put(column.name(), column);
        }
        return columns;
    }

    private static Column column(ResultSet row) throws SQLException {
        String type = row.getString(4).toLowerCase(Locale.ROOT);
        String whole = row.getString(5).toLowerCase(Locale.ROOT);
        return new Column(
                row.getString(1),
                kind(type),
                type.endsWith("int") && whole.contains("unsigned") ? "unsigned" : type,
                row.getBoolean(2),
                row.getBoolean(3),
                row.getBoolean(6));
    }

    private static Kind kind(String type) {
        return switch (type) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "year" -> Kind.NUMBER;
            // Longer than a day, with an exponent, or as bytes.
            case "time", "float", "double", "bit", "inet4", "inet6" -> Kind.UNTOLD;
            case "date" -> Kind.DATE;
            case "datetime" -> Kind.TIME;
            case "timestamp" -> Kind.MOMENT;
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> Kind.BINARY;
            case "geometry",
                    "point",
                    "linestring",
                    "polygon",
                    "multipoint",
                    "multilinestring",
                    "multipolygon",
                    "geometrycollection",
                    "geomcollection" -> Kind.BINARY;
            default -> Kind.TEXT;
        };
    }

    @Override
    public String text(String column, Column of) {
        if (of.type().equals("bit")) {
            return "CAST(CAST(" + column + " AS UNSIGNED) AS CHAR)";
        }
        return "CAST(" + column + " AS CHAR)";
    }

    @Override
    public String length(String column, Column of) {
        return "OCTET_LENGTH(" + column + ")";
    }

    /** So that the column's index is used, and a long number is not compared as a floating one. */
    @Override
    public String parameter(Column of) {
        return switch (of.type()) {
            case "unsigned", "bit" -> "CAST(? AS UNSIGNED)";
            case "tinyint", "smallint", "mediumint", "int", "bigint" -> "CAST(? AS SIGNED)";
            case "decimal" -> "CAST(? AS DECIMAL(65, 30))";
            case "double" -> "CAST(? AS DOUBLE)";
            case "date" -> "CAST(? AS DATE)";
            case "datetime" -> "CAST(? AS DATETIME(6))";
            // A moment is given with the zone's letter, which this cast doesn't read.
            case "timestamp" -> "CAST(REPLACE(?, 'Z', '') AS DATETIME(6))";
            case "time" -> "CAST(? AS TIME(6))";
            default -> "?";
        };
    }

    @Override
    public @Nullable Object value(ResultSet row, int index, Column of) throws SQLException {
        String text = row.getString(index);
        if (text == null) {
            return null;
        }
        return switch (of.kind()) {
            case CLOCK -> CellText.ofTime(text);
            case TIME -> CellText.ofTime(text.replace(' ', 'T'));
            case MOMENT -> CellText.ofTime(text.replace(' ', 'T')) + "Z";
            case UNTOLD -> of.type().equals("time") ? CellText.ofTime(text) : text;
            case TEXT, PADDED, NUMBER, BOOLEAN, DATE, LIST, BINARY -> text;
        };
    }

    /** Neither database makes a range of an index of a comparison of rows; of this they do. */
    @Override
    public String after(List<String> columns, List<Column> key) {
        StringBuilder condition = new StringBuilder();
        for (int i = columns.size() - 1; i >= 0; i--) {
            String place = parameter(key.get(i));
            String greater = columns.get(i) + " > " + place;
            condition = condition.isEmpty()
                    ? new StringBuilder(greater)
                    : new StringBuilder(
                            "(" + columns.get(i) + " >= " + place + " AND (" + greater + " OR " + condition + "))");
        }
        return condition.toString();
    }

    @Override
    public List<String> afterArguments(List<String> key) {
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            arguments.add(key.get(i));
            if (i < key.size() - 1) {
                arguments.add(key.get(i));
            }
        }
        return arguments;
    }

    @Override
    public Inspection inspection() {
        return new MariadbInspection();
    }

    @Override
    public @Nullable Failure failure(SQLException e) {
        return switch (e.getErrorCode()) {
            case 1044, 1142, 1143, 1227, 1370 -> Failure.NO_GRANT;
            case 1045, 1698, 1251, 1862 -> Failure.CREDENTIALS;
            case 1049 -> Failure.NO_DATABASE;
            case 1146, 1109 -> Failure.NO_TABLE;
            case 1054 -> Failure.NO_COLUMN;
            // A text that the column's character set can't hold is equal to none of its values.
            case 1267, 1270, 1271, 1366, 1292, 3854, 3988 -> Failure.VALUE;
            case 1969, 3024, 1317 -> Failure.TOO_SLOW;
            default -> {
                String state = e.getSQLState();
                yield state != null && (state.startsWith("42") || state.startsWith("22")) ? null : Failure.PASSING;
            }
        };
    }
}
