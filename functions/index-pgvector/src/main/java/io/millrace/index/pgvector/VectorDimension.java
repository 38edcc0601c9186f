package io.millrace.index.pgvector;

import io.millrace.core.index.Batch;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One index holds the vectors of one model: the first batch says how many components they have, and makes what depends on it. */
final class VectorDimension {

    private final Database database;
    private final @Nullable PassagesElsewhere elsewhere;
    private volatile int known;
    private volatile boolean same;

    VectorDimension(Database database, @Nullable PassagesElsewhere elsewhere) {
        this.database = database;
        this.elsewhere = elsewhere;
    }

    /** What the first batch of an index settles. */
    private record Settled(int dimension, @Nullable String elsewhere) {}

    /** @throws ProblemException if the batch's vectors have another dimension than those already here */
    void require(Batch batch) {
        int wanted = batch.chunks().getFirst().vector().dimension();
        if (known == 0) {
            Settled settled = database.write(connection -> settle(connection, wanted));
            requireSame(settled.elsewhere());
            known = settled.dimension();
        }
        for (var chunk : batch.chunks()) {
            int found = chunk.vector().dimension();
            if (found != known) {
                throw ProblemException.of(
                        Category.UNPROCESSABLE,
                        "vector-dimension-differs",
                        "The index holds vectors of " + known + " components, but document "
                                + batch.version().document().id() + " came with " + found
                                + ": another embedding model needs a schema of its own (millrace.pgvector.schema) and a full reindex.");
            }
        }
    }

    private Settled settle(Connection connection, int wanted) throws SQLException {
        // Nearly always it is settled, and publishing is not to wait for who only looks.
        for (String locked : List.of("", " FOR UPDATE")) {
            Settled before = new Sql("SELECT coalesce(dimension, 0), elsewhere FROM index_state" + locked)
                    .one(connection, row -> new Settled(row.getInt(1), row.getString(2)));
            if (before.dimension() != 0) {
                return before;
            }
        }
        String place = elsewhere == null ? null : elsewhere.create(wanted);
        new Sql("UPDATE index_state SET dimension = ?, elsewhere = ?", wanted, place).update(connection);
        if (elsewhere == null) {
            VectorSearch.createIndex(connection, wanted);
        }
        return new Settled(wanted, place);
    }

    /**
     * @param place where the ledger says its passages are; null for beside it
     * @throws ProblemException if this process would look for them in another
     */
    void requireSame(@Nullable String place) {
        if (same) {
            return;
        }
        String here = elsewhere == null || place == null ? null : elsewhere.identity();
        if (place == null ? elsewhere != null : !place.equals(here)) {
            throw ProblemException.of(
                    Category.INTERNAL,
                    "index-of-another-ledger",
                    "The passages of this ledger are "
                            + (place == null ? "beside it" : "in the index " + place)
                            + ", but this process looks for them "
                            + (here == null ? "beside it" : "in " + here)
                            + ": each kind of store, and each index of OpenSearch, needs a schema of its own. Put back the index that was there, or take an empty schema and an empty index, and reindex everything.");
        }
        same = true;
    }
}
