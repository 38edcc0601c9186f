package io.millrace.source.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.schema.RelationMetadata;
import com.datastax.oss.protocol.internal.ProtocolConstants;
import io.millrace.source.row.DocumentMapping;
import io.millrace.source.row.Join;
import io.millrace.source.row.RowFinding;
import io.millrace.source.row.RowFinding.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A document's mapping with the tables that the cluster has for it, as of now.
 *
 * @param mapping what is wanted
 * @param tables by their names in the mapping
 * @param problems what does not fit; it can be read only where there is nothing
 */
record BoundDocument(DocumentMapping mapping, Map<String, BoundTable> tables, List<RowFinding> problems) {

    /** @param keyspace of tables that are named without one */
    static BoundDocument of(DocumentMapping mapping, Metadata metadata, String keyspace) {
        Map<String, BoundTable> tables = new HashMap<>();
        for (String name : mapping.tables()) {
            int dot = name.indexOf('.');
            String space = dot < 0 ? keyspace : name.substring(0, dot);
            CqlIdentifier table = CqlIdentifier.fromInternal(name.substring(dot + 1));
            metadata.getKeyspace(CqlIdentifier.fromInternal(space))
                    .flatMap(there -> there.getTable(table)
                            .<RelationMetadata>map(found -> found)
                            .or(() -> there.getView(table)))
                    .ifPresent(found -> tables.put(name, BoundTable.of(found)));
        }
        BoundDocument bound = new BoundDocument(mapping, tables, new ArrayList<>());
        bound.check();
        return bound;
    }

    BoundTable own() {
        return table(mapping.table());
    }

    BoundTable table(String name) {
        BoundTable table = tables.get(name);
        if (table == null) {
            throw new IllegalStateException("table " + name + " was not checked");
        }
        return table;
    }

    /** Columns of its own table to read: the key's, those that are used, and those by which rows are joined. */
    Set<String> columns() {
        Set<String> all = new LinkedHashSet<>(mapping.key());
        all.addAll(mapping.columns());
        mapping.joins().values().forEach(join -> all.addAll(join.refer().values()));
        return all;
    }

    private void check() {
        for (String name : mapping.tables()) {
            if (!tables.containsKey(name)) {
                error(
                        name,
                        "table " + name + " is not there",
                        "correct the name, with its key space, or the key space in `url`; names are written as the cluster stores them, in lower case unless they were made with quotes");
            }
        }
        columns(mapping.table(), columns(), Set.copyOf(mapping.columns()));
        key();
        for (Join join : mapping.joins().values()) {
            Set<String> named = new LinkedHashSet<>(join.columns());
            named.addAll(join.refer().keySet());
            named.addAll(join.order());
            columns(join.table(), named, join.columns());
            joined(join);
        }
    }

    private void key() {
        BoundTable own = tables.get(mapping.table());
        if (own != null && !new HashSet<>(mapping.key()).equals(new HashSet<>(own.primary()))) {
            error(
                    mapping.table(),
                    "its key is not " + String.join(", ", mapping.key()),
                    "write key: [" + String.join(", ", own.primary())
                            + "], the columns of its primary key; Cassandra has no unique indexes");
        }
    }

    private void joined(Join join) {
        BoundTable other = tables.get(join.table());
        if (other != null
                && other.columns().keySet().containsAll(join.refer().keySet())
                && other.access(join.refer().keySet()) == BoundTable.Access.NONE) {
            error(
                    join.table(),
                    "rows of " + join.name() + " can't be looked for by "
                            + String.join(", ", join.refer().keySet()) + ", for " + join.table()
                            + " is partitioned by " + String.join(", ", other.partition()),
                    "join by all of those columns, or CREATE INDEX ON " + join.table() + " ("
                            + join.refer().keySet().iterator().next()
                            + "), or map a table that is partitioned by what is referred to");
        }
    }

    private void columns(String table, Set<String> names, Set<String> contents) {
        BoundTable there = tables.get(table);
        if (there == null) {
            return;
        }
        for (String name : names) {
            if (!there.columns().containsKey(name)) {
                error(
                        table,
                        "table " + table + " has no column " + name + line(name),
                        "it has " + String.join(", ", there.columns().keySet()));
            } else if (there.type(name).getProtocolCode() == ProtocolConstants.DataType.BLOB
                    && (contents.contains(name) || there.primary().contains(name))) {
                error(
                        table,
                        "column " + name + " of " + table + line(name) + " holds bytes (blob), which are no text",
                        "take it out of the mapping, or add a column with the text");
            }
        }
    }

    private void error(String table, String what, String remedy) {
        problems.add(new RowFinding(Level.ERROR, table, what, remedy));
    }

    private String line(String name) {
        return mapping.references().stream()
                .filter(reference -> reference.column().equals(name))
                .findFirst()
                .map(reference -> " (line " + reference.line() + ")")
                .orElse("");
    }

    /** The first thing that does not fit. */
    Optional<RowFinding> problem() {
        return problems.stream().findFirst();
    }
}
