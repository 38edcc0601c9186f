package io.millrace.index.pgvector;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The passages nearest to a vector. Where few are admitted all of them are compared, which is exact; else the HNSW graph is walked, on and on until enough of what it
 * comes by is admitted.
 */
final class VectorSearch {

    /** Up to so many are compared one by one: that takes some milliseconds, and a graph would find fewer. */
    private static final int EXACT = 2000;

    /** Up to this share too: the graph would be walked through fifty times as many as are wanted. */
    private static final int EXACT_SHARE = 50;

    /** How many neighbours the walk keeps in view at least: below, the best ten are found less surely. */
    private static final int LEAST_IN_VIEW = 100;

    private static final int MOST_IN_VIEW = 1000;

    /** The most dimensions of a half-precision vector that pgvector indexes. */
    static final int MOST_INDEXED = 4000;

    private final Connection connection;
    private final int dimension;
    private final float[] target;

    VectorSearch(Connection connection, int dimension, float[] target) {
        this.connection = connection;
        this.dimension = dimension;
        this.target = target;
    }

    /**
     * Ids of the nearest.
     *
     * @param everything whether all passages of the index are admitted
     */
    List<Long> nearest(int k, Admission admission, boolean everything) throws SQLException {
        long chunks = new Sql("SELECT chunks FROM tenant_use WHERE tenant = ?", admission.tenant())
                .list(connection, row -> row.getLong(1)).stream()
                        .mapToLong(Long::longValue)
                        .sum();
        long exact = Math.max(EXACT, chunks / EXACT_SHARE);
        if (dimension > MOST_INDEXED || chunks <= exact || (!everything && isFew(admission, exact))) {
            return compareAll(k, admission);
        }
        return walk(k, everything ? null : admission);
    }

    /** Stops counting where there are more. */
    private boolean isFew(Admission admission, long most) throws SQLException {
        return new Sql("SELECT coalesce(sum(chunks), 0) <= ? FROM (SELECT d.chunks FROM document d WHERE", most)
                .add(admission.condition())
                .add("LIMIT ?) AS admitted", most + 1)
                .one(connection, row -> row.getBoolean(1));
    }

    /** Exactly the nearest. */
    List<Long> compareAll(int k, Admission admission) throws SQLException {
        return new Sql("SELECT p.id " + Admission.PASSAGES)
                .add(admission.condition())
                .add("ORDER BY p.embedding <#> ?::real[]::vector, p.id LIMIT ?", target, k)
                .list(connection, row -> row.getLong(1));
    }

    /**
     * The nearest that the graph leads to.
     *
     * @param admission null for all
     */
    List<Long> walk(int k, @Nullable Admission admission) throws SQLException {
        String half = "halfvec(" + dimension + ")";
        Sql sql = new Sql("SELECT p.id FROM passage p");
        if (admission != null) {
            sql.add("JOIN document d ON d.generation = (p.id >> 20) WHERE").add(admission.condition());
        }
        sql.add("ORDER BY (p.embedding::" + half + ") <#> ?::real[]::" + half + " LIMIT ?", target, k);
        plan(Math.clamp(k, LEAST_IN_VIEW, MOST_IN_VIEW), admission != null, "off");
        List<Long> found = sql.list(connection, row -> row.getLong(1));
        plan(LEAST_IN_VIEW, false, "on");
        return found;
    }

    /** Leaves the planner no way but the graph, as it can't know how few of the admitted are near. */
    private void plan(int inView, boolean onAndOn, String otherWays) throws SQLException {
        new Sql(
                        "SELECT set_config('hnsw.ef_search', ?, true), set_config('hnsw.iterative_scan', ?, true), set_config('hnsw.max_scan_tuples', '40000', true),"
                                + " set_config('enable_seqscan', ?, true), set_config('enable_bitmapscan', ?, true), set_config('enable_sort', ?, true),"
                                + " set_config('enable_hashjoin', ?, true), set_config('enable_mergejoin', ?, true), set_config('enable_material', ?, true)",
                        Integer.toString(inView),
                        onAndOn ? "relaxed_order" : "off",
                        otherWays,
                        otherWays,
                        otherWays,
                        otherWays,
                        otherWays,
                        otherWays)
                .one(connection, row -> true);
    }

    /** Makes the graph's index for vectors of {@code dimension}, while there is no passage yet. */
    static void createIndex(Connection connection, int dimension) throws SQLException {
        if (dimension <= MOST_INDEXED) {
            new Sql("CREATE INDEX IF NOT EXISTS passage_nearest ON passage USING hnsw ((embedding::halfvec(" + dimension
                            + ")) halfvec_ip_ops) WITH (m = 16, ef_construction = 100)")
                    .update(connection);
        }
    }
}
