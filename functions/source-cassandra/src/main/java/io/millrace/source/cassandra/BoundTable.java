package io.millrace.source.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.metadata.schema.ClusteringOrder;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.IndexMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.RelationMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import com.datastax.oss.driver.api.core.type.DataType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A table or a materialized view, as the cluster has it now.
 *
 * @param name as queries write it, with its key space
 * @param columns types by name
 * @param partition columns of the partition key, in order
 * @param clustering columns that a partition's rows are ordered by, each with whether its values ascend
 * @param indexed columns with an index that finds equal values
 * @param captured whether its changes are kept for whoever follows them
 */
record BoundTable(
        String name,
        Map<String, DataType> columns,
        List<String> partition,
        Map<String, Boolean> clustering,
        Set<String> indexed,
        boolean captured) {

    /** A column's name as the cluster writes it. */
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9_]+|\"[^\"]+\"");

    static BoundTable of(RelationMetadata table) {
        Map<String, DataType> columns = new LinkedHashMap<>();
        table.getColumns().forEach((name, column) -> columns.put(name.asInternal(), column.getType()));
        Map<String, Boolean> clustering = new LinkedHashMap<>();
        table.getClusteringColumns()
                .forEach(
                        (column, order) -> clustering.put(column.getName().asInternal(), order == ClusteringOrder.ASC));
        Set<String> indexed = new HashSet<>();
        if (table instanceof TableMetadata own) {
            for (IndexMetadata index : own.getIndexes().values()) {
                // One of parts of a collection, such as keys(tags), is none of the column.
                if (PLAIN.matcher(index.getTarget()).matches()) {
                    indexed.add(CqlIdentifier.fromCql(index.getTarget()).asInternal());
                }
            }
        }
        return new BoundTable(
                table.getKeyspace().asCql(true) + "." + table.getName().asCql(true),
                columns,
                table.getPartitionKey().stream()
                        .map(ColumnMetadata::getName)
                        .map(CqlIdentifier::asInternal)
                        .toList(),
                clustering,
                indexed,
                Boolean.parseBoolean(String.valueOf(table.getOptions().get(CqlIdentifier.fromInternal("cdc")))));
    }

    DataType type(String column) {
        DataType type = columns.get(column);
        if (type == null) {
            throw new IllegalStateException("column " + column + " was not checked");
        }
        return type;
    }

    /** Those of the partition key, then the clustering ones. */
    List<String> primary() {
        List<String> all = new ArrayList<>(partition);
        all.addAll(clustering.keySet());
        return all;
    }

    /** How rows with given values in some columns are found. */
    enum Access {
        /** In the partition that they name. */
        PARTITION,
        /** By an index. */
        INDEX,
        /** Only by looking through the whole table. */
        NONE
    }

    Access access(Collection<String> equal) {
        if (equal.containsAll(partition)) {
            return Access.PARTITION;
        }
        return index(equal).isPresent() ? Access.INDEX : Access.NONE;
    }

    /** One of some columns that has an index. */
    Optional<String> index(Collection<String> equal) {
        return equal.stream().filter(indexed::contains).findFirst();
    }

    /** Of columns with given values, those that a query names: all of the partition key and the first clustering ones, or the one with an index. */
    List<String> selective(Collection<String> equal) {
        return switch (access(equal)) {
            case PARTITION -> {
                List<String> named = new ArrayList<>(partition);
                for (String column : clustering.keySet()) {
                    if (!equal.contains(column)) {
                        break;
                    }
                    named.add(column);
                }
                yield named;
            }
            case INDEX -> List.of(index(equal).orElseThrow());
            case NONE -> List.of();
        };
    }
}
