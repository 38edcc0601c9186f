package io.millrace.capture;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Captured tables as mappings write them and as the log does: {@code schema.table} in PostgreSQL, {@code database.table} in MySQL and MariaDB. */
final class TableNames {

    private final Map<String, Set<String>> columns;
    private final Map<String, String> mappedByLogged = new TreeMap<>();
    private final String namespace;

    /**
     * @param namespace schema or database of a table that the mapping names without one
     * @param columns captured columns by table, as the mapping writes it
     */
    TableNames(String namespace, Map<String, Set<String>> columns) {
        this.namespace = namespace;
        this.columns = new TreeMap<>(columns);
        columns.keySet().forEach(table -> mappedByLogged.put(logged(table), table));
    }

    /** As the log writes it. */
    String logged(String mapped) {
        return mapped.indexOf('.') < 0 ? namespace + "." + mapped : mapped;
    }

    /** All of them, as the log writes them. */
    Set<String> logged() {
        return mappedByLogged.keySet();
    }

    /** As the mapping writes it; empty for a table that is not captured. */
    Optional<String> mapped(String logged) {
        return Optional.ofNullable(mappedByLogged.get(logged));
    }

    Set<String> columnsOf(String mapped) {
        return columns.getOrDefault(mapped, Set.of());
    }

    /** Debezium's {@code table.include.list}. */
    String tableList() {
        return logged().stream().map(TableNames::literal).collect(Collectors.joining(","));
    }

    /** Debezium's {@code column.include.list}: nothing else of a row gets into this process. */
    String columnList() {
        return mappedByLogged.entrySet().stream()
                .flatMap(table -> columnsOf(table.getValue()).stream().map(column -> table.getKey() + "." + column))
                .map(TableNames::literal)
                .collect(Collectors.joining(","));
    }

    /** As a regular expression in a list with commas. */
    private static String literal(String name) {
        StringBuilder regex = new StringBuilder();
        name.codePoints().forEach(point -> {
            if (Character.isLetterOrDigit(point) || point == '_') {
                regex.appendCodePoint(point);
            } else {
                regex.append(String.format(Locale.ROOT, "\\x{%x}", point));
            }
        });
        return regex.toString();
    }
}
