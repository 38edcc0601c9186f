package io.millrace.source.cassandra;

import io.millrace.source.row.DocumentMapping;
import io.millrace.source.row.Join;
import io.millrace.source.row.RowFinding;
import io.millrace.source.row.RowFinding.Level;
import java.util.ArrayList;
import java.util.List;

/** What is to be said of a mapping that can be read: what is slow, and what Cassandra can't promise. */
final class CassandraInspection {

    private CassandraInspection() {}

    static List<RowFinding> findings(BoundDocument bound) {
        List<RowFinding> findings = new ArrayList<>();
        DocumentMapping mapping = bound.mapping();
        for (Join join : mapping.joins().values()) {
            add(bound, join, findings);
        }
        if (!mapping.joins().isEmpty()) {
            findings.add(new RowFinding(
                    Level.WARNING,
                    mapping.table(),
                    "Cassandra has no snapshots, so a row and what is joined to it are read one after the other",
                    "write what belongs together into one partition, or expect the next change to mend it"));
        }
        for (String table : mapping.tables()) {
            if (!bound.table(table).captured()) {
                findings.add(new RowFinding(
                        Level.WARNING,
                        table,
                        "its changes are not kept for those who follow them, so only reindexing finds them",
                        "ALTER TABLE " + table
                                + " WITH cdc = true, and cdc_enabled: true in each node's cassandra.yaml"));
            }
        }
        return findings;
    }

    private static void add(BoundDocument bound, Join join, List<RowFinding> findings) {
        if (bound.table(join.table()).access(join.refer().keySet()) == BoundTable.Access.INDEX) {
            findings.add(new RowFinding(
                    Level.WARNING,
                    join.table(),
                    "rows of " + join.name()
                            + " are looked for by a secondary index, which asks many nodes for each document",
                    "map a table that is partitioned by "
                            + String.join(", ", join.refer().keySet())));
        }
        if (bound.own().access(join.refer().values()) == BoundTable.Access.NONE) {
            findings.add(new RowFinding(
                    Level.WARNING,
                    bound.mapping().table(),
                    "what a changed row of " + join.table()
                            + " bears on can't be looked for by "
                            + String.join(", ", join.refer().values())
                            + ": the whole table is looked through for each",
                    "CREATE INDEX ON " + bound.mapping().table() + " ("
                            + join.refer().values().iterator().next() + ")"));
        }
    }
}
