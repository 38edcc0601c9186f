package io.millrace.source.jdbc;

import io.millrace.source.row.Join;
import io.millrace.source.row.RowLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The SELECTs for one document's mapping. Each names the columns of the mapping and no other; what they are compared with are parameters. */
final class RowQueries {

    private final BoundDocument bound;
    private final Dialect dialect;
    private final RowLimits limits;
    private final String table;
    private final List<String> key;

    RowQueries(BoundDocument bound, Dialect dialect, RowLimits limits) {
        this.bound = bound;
        this.dialect = dialect;
        this.limits = limits;
        this.table = dialect.quote(TableName.of(bound.mapping().table()));
        this.key = bound.mapping().key().stream()
                .map(name -> "t." + dialect.quote(name))
                .toList();
    }

    /** The key's texts come first, then each column as {@link Cells} reads it. */
    Query byKeys(List<List<String>> keys) {
        return new Query(
                "SELECT " + keyTexts() + contents() + " FROM " + table + " t WHERE " + anyKey(keys), flat(keys));
    }

    Query page(@Nullable List<String> after, int limit) {
        return ordered("SELECT " + keyTexts() + contents(), List.of(), List.of(), after, limit);
    }

    Query keys(@Nullable List<String> after, int limit) {
        return ordered("SELECT " + keyTexts(), List.of(), List.of(), after, limit);
    }

    /** How many rows have no uri, since a column of their key is null; empty where none can be. */
    Optional<Query> countWithoutKey() {
        StringJoiner none = new StringJoiner(" OR ");
        for (int i = 0; i < key.size(); i++) {
            if (bound.key().get(i).nullable()) {
                none.add(key.get(i) + " IS NULL");
            }
        }
        return none.length() == 0
                ? Optional.empty()
                : Optional.of(new Query("SELECT count(*) FROM " + table + " t WHERE " + none, List.of()));
    }

    Query keysWhere(List<Map<String, String>> anyOf, @Nullable List<String> after, int limit) {
        StringJoiner alternatives = new StringJoiner(" OR ", "(", ")");
        List<@Nullable String> arguments = new ArrayList<>();
        for (Map<String, String> values : anyOf) {
            StringJoiner all = new StringJoiner(" AND ", "(", ")");
            values.forEach((column, value) -> {
                all.add("t." + dialect.quote(column) + " = " + dialect.parameter(bound.column(column)));
                arguments.add(value);
            });
            alternatives.add(all.toString());
        }
        return ordered("SELECT " + keyTexts(), List.of(alternatives.toString()), arguments, after, limit);
    }

    private Query ordered(
            String select,
            List<String> conditions,
            List<@Nullable String> arguments,
            @Nullable List<String> after,
            int limit) {
        List<String> where = new ArrayList<>(conditions);
        List<@Nullable String> all = new ArrayList<>(arguments);
        for (int i = 0; i < key.size(); i++) {
            if (bound.key().get(i).nullable()) {
                where.add(key.get(i) + " IS NOT NULL");
            }
        }
        if (key.size() == 1 && bound.key().getFirst().isUnbounded()) {
            // One empty text has no uri.
            where.add(dialect.length(key.getFirst(), bound.key().getFirst()) + " > 0");
        }
        if (after != null) {
            where.add(dialect.after(key, bound.key()));
            all.addAll(dialect.afterArguments(after));
        }
        return new Query(
                select + " FROM " + table + " t" + (where.isEmpty() ? "" : " WHERE " + String.join(" AND ", where))
                        + " ORDER BY " + String.join(", ", key) + " LIMIT " + limit,
                all);
    }

    /**
     * The rows that a join gives to some rows, those of all of them by one statement. The database matches column with column, so that what counts as equal there is equal here.
     */
    Query joined(Join join, List<List<String>> keys) {
        List<String> names = new ArrayList<>();
        StringBuilder select = new StringBuilder();
        for (int i = 0; i < key.size(); i++) {
            select.append(i == 0 ? "" : ", ")
                    .append(dialect.text(key.get(i), bound.key().get(i)))
                    .append(" AS k")
                    .append(i);
            names.add("k" + i);
        }
        List<String> ties = new ArrayList<>();
        int index = 0;
        for (String name : join.columns()) {
            Column column = bound.column(join, name);
            String place = "j." + dialect.quote(name);
            ties.add(dialect.text(place, column));
            for (String expression : expressions(place, column)) {
                select.append(", ").append(expression).append(" AS c").append(index);
                names.add("c" + index++);
            }
        }
        List<String> order = Stream.concat(join.order().stream().map(name -> "j." + dialect.quote(name)), ties.stream())
                .toList();
        StringJoiner on = new StringJoiner(" AND ");
        join.refer().forEach((other, own) -> on.add("j." + dialect.quote(other) + " = t." + dialect.quote(own)));
        String numbered = "SELECT " + select + ", ROW_NUMBER() OVER (PARTITION BY " + String.join(", ", key)
                + " ORDER BY " + String.join(", ", order) + ") AS n FROM " + table + " t JOIN "
                + dialect.quote(TableName.of(join.table())) + " j ON " + on + " WHERE " + anyKey(keys);
        return new Query(
                "SELECT " + String.join(", ", names) + " FROM (" + numbered + ") r WHERE n <= " + join.limit()
                        + " ORDER BY n",
                flat(keys));
    }

    /** Fails where texts can't be values of these columns, by themselves or beside stored ones. */
    Query castable(List<String> columns, List<String> values) {
        StringJoiner casts = new StringJoiner(", ", "SELECT ", ", ");
        StringJoiner equal = new StringJoiner(" AND ", "EXISTS (SELECT 1 FROM " + table + " t WHERE ", ")");
        for (String name : columns) {
            String place = dialect.parameter(bound.column(name));
            casts.add(place);
            equal.add("t." + dialect.quote(name) + " = " + place);
        }
        List<@Nullable String> arguments = new ArrayList<>(values);
        arguments.addAll(values);
        return new Query(casts.toString() + equal, arguments);
    }

    private String keyTexts() {
        StringJoiner texts = new StringJoiner(", ");
        for (int i = 0; i < key.size(); i++) {
            texts.add(dialect.text(key.get(i), bound.key().get(i)));
        }
        return texts.toString();
    }

    private String contents() {
        StringBuilder contents = new StringBuilder();
        for (String name : bound.mapping().columns()) {
            for (String expression : expressions("t." + dialect.quote(name), bound.column(name))) {
                contents.append(", ").append(expression);
            }
        }
        return contents.toString();
    }

    /** A column that may be long comes with its length, and without its text where that is over the limit. */
    private List<String> expressions(String place, Column column) {
        String text = dialect.text(place, column);
        if (!column.isUnbounded()) {
            return List.of(text);
        }
        String length = dialect.length(place, column);
        return List.of("CASE WHEN " + length + " <= " + limits.cellBytes() + " THEN " + text + " END", length);
    }

    private String anyKey(List<List<String>> keys) {
        if (key.size() == 1) {
            StringJoiner values = new StringJoiner(", ", key.getFirst() + " IN (", ")");
            keys.forEach(_ -> values.add(dialect.parameter(bound.key().getFirst())));
            return values.toString();
        }
        StringJoiner any = new StringJoiner(" OR ", "(", ")");
        for (int n = 0; n < keys.size(); n++) {
            StringJoiner all = new StringJoiner(" AND ", "(", ")");
            for (int i = 0; i < key.size(); i++) {
                all.add(key.get(i) + " = " + dialect.parameter(bound.key().get(i)));
            }
            any.add(all.toString());
        }
        return any.toString();
    }

    private static List<@Nullable String> flat(List<List<String>> keys) {
        List<@Nullable String> all = new ArrayList<>();
        keys.forEach(all::addAll);
        return all;
    }
}
