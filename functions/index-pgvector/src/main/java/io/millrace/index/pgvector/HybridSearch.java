package io.millrace.index.pgvector;

import io.millrace.core.index.Candidate;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.index.WordStatistics;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;

/** The best passages by words and the best by direction, each with both scores. */
final class HybridSearch {

    private final Connection connection;
    private final SearchRequest request;
    private final QuestionWords question;
    private final int dimension;
    private final float[] target;
    private final Admission admission;
    private final LongToIntFunction refs;

    /**
     * @param dimension of the index's vectors; 0 where it has none yet
     * @param refs what candidates call a passage
     */
    HybridSearch(
            Connection connection,
            SearchRequest request,
            QuestionWords question,
            int dimension,
            LongToIntFunction refs) {
        this.connection = connection;
        this.request = request;
        this.question = question;
        this.dimension = dimension;
        this.target = request.vector().toArray();
        this.refs = refs;
        this.admission = new Admission(request.visibility(), request.filter());
        if (dimension != 0 && dimension != target.length) {
            throw ProblemException.of(
                    Category.UNPROCESSABLE,
                    "vector-dimension-differs",
                    "The index holds vectors of " + dimension + " components, but the question came with "
                            + target.length + ": ask with the model that the documents were embedded with.");
        }
    }

    List<Candidate> candidates(WordStatistics statistics) throws SQLException {
        if (dimension == 0) {
            return List.of();
        }
        boolean everything = admission.isEverything(connection);
        @Nullable Admission admitted = everything ? null : admission;
        ScoredWords words = new ScoredWords(connection, admission.tenant(), question, statistics);
        Map<Long, Double> bm25 = words.best(request.k(), admitted);
        List<Long> near = new VectorSearch(connection, dimension, target).nearest(request.k(), admission, everything);
        long[] onlyNear = near.stream()
                .mapToLong(Long::longValue)
                .filter(id -> !bm25.containsKey(id))
                .toArray();
        Map<Long, Double> all = new HashMap<>(bm25);
        for (long id : onlyNear) {
            all.put(id, 0.0);
        }
        all.putAll(words.scores(onlyNear));
        return complete(all);
    }

    /** What is admitted and came after {@code edition}, with both scores, those of words as {@code frozen} has them. */
    List<Candidate> publishedSince(long edition, WordStatistics frozen) throws SQLException {
        long[] passages = new Sql("SELECT p.id " + Admission.PASSAGES + " d.edition > ? AND", edition)
                .add(admission.condition()).list(connection, row -> row.getLong(1)).stream()
                        .mapToLong(Long::longValue)
                        .toArray();
        Map<Long, Double> bm25 = new HashMap<>();
        for (long passage : passages) {
            bm25.put(passage, 0.0);
        }
        bm25.putAll(new ScoredWords(connection, admission.tenant(), question, frozen).scores(passages));
        return complete(bm25);
    }

    /** Gives each its cosine and its names. The cosine is that of the vectors as they came, whatever precision the graph has. */
    private List<Candidate> complete(Map<Long, Double> bm25) throws SQLException {
        long[] passages = bm25.keySet().stream().mapToLong(Long::longValue).toArray();
        List<Candidate> candidates = new ArrayList<>(passages.length);
        new Sql("SELECT p.id, p.chunk, d.id AS document, -(p.embedding <#> ?::real[]::vector) AS cosine", (Object)
                        target)
                .add("FROM unnest(?::bigint[]) AS wanted (id) JOIN passage p ON p.id = wanted.id", (Object) passages)
                .add("JOIN document d ON d.generation = (p.id >> 20)")
                .list(connection, row -> {
                    long id = row.getLong("id");
                    return candidates.add(new Candidate(
                            refs.applyAsInt(id),
                            row.getString("chunk"),
                            row.getString("document"),
                            bm25.getOrDefault(id, 0.0),
                            Math.clamp(row.getDouble("cosine"), -1, 1)));
                });
        return candidates;
    }
}
