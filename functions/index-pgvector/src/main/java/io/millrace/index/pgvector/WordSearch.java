package io.millrace.index.pgvector;

import io.millrace.core.index.WordStatistics;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * BM25 (k1 .9, b .4, as Lucene counts it: idf = ln(1 + (N − n + ½) ÷ (n + ½)), no factor k1 + 1) of passages for the words of one question, summed up by PostgreSQL from
 * the postings.
 */
final class WordSearch {

    /** Measured better than the usual 1.2 and .75 on the evaluation sets (platform-facts). */
    private static final double K1 = .9;

    private static final double B = .4;

    /** The most stems of a question that are scored; the rarest win. */
    private static final int MAX_STEMS = 64;

    private static final String SCORE =
            "sum(q.weight * (p.frequency / (p.frequency + " + K1 * (1 - B) + " + " + K1 * B + " * p.length / ?)))";

    private final Connection connection;
    private final long[] words;
    private final double[] weights;
    private final double averageLength;

    /**
     * @param counts how often the question says each stem
     * @param statistics by which the stems are weighed
     */
    WordSearch(Connection connection, String tenant, Map<String, Integer> counts, WordStatistics statistics) {
        this(connection, tenant, weights(counts, statistics), statistics);
    }

    private WordSearch(
            Connection connection, String tenant, List<Map.Entry<String, Double>> weighed, WordStatistics statistics) {
        this.connection = connection;
        this.words = weighed.stream()
                .mapToLong(each -> Words.of(tenant, each.getKey()))
                .toArray();
        this.weights = weighed.stream().mapToDouble(Map.Entry::getValue).toArray();
        this.averageLength = Math.max(1.0, (double) statistics.tokens() / Math.max(1, statistics.passages()));
    }

    private static List<Map.Entry<String, Double>> weights(Map<String, Integer> counts, WordStatistics statistics) {
        List<String> stems = new ArrayList<>(counts.keySet());
        if (stems.size() > MAX_STEMS) {
            stems.removeIf(stem -> statistics.holding().getOrDefault(stem, 0) == 0);
        }
        stems.sort(Comparator.comparingInt(stem -> statistics.holding().getOrDefault(stem, 0)));
        List<Map.Entry<String, Double>> weights = new ArrayList<>();
        for (String stem : stems) {
            // What nothing held counts as held by one: it may be held by now.
            int holding = Math.max(1, statistics.holding().getOrDefault(stem, 0));
            if (weights.size() < MAX_STEMS) {
                weights.add(Map.entry(stem, counts.getOrDefault(stem, 1) * idf(statistics.passages(), holding)));
            }
        }
        return weights;
    }

    static double idf(long passages, long holding) {
        return Math.log(1 + (Math.max(passages, holding) - holding + .5) / (holding + .5));
    }

    /** A frequency's part of the score, below 1. */
    static double saturated(int frequency, int length, double averageLength) {
        return frequency / (frequency + K1 * (1 - B) + K1 * B * length / averageLength);
    }

    boolean isEmpty() {
        return words.length == 0;
    }

    /**
     * The best passages, with their scores.
     *
     * @param admission null for all
     */
    Map<Long, Double> best(int k, @Nullable Admission admission) throws SQLException {
        Sql sql = new Sql("SELECT s.passage, s.score FROM (SELECT p.passage, " + SCORE + " AS score", averageLength)
                .add("FROM unnest(?::bigint[], ?::float8[]) AS q (word, weight)", words, weights)
                .add("JOIN posting p ON p.word = q.word GROUP BY p.passage) AS s");
        if (admission != null) {
            sql.add("JOIN document d ON d.generation = (s.passage >> 20) WHERE").add(admission.condition());
        }
        Map<Long, Double> best = new LinkedHashMap<>();
        sql.add("ORDER BY s.score DESC, s.passage LIMIT ?", k)
                .list(connection, row -> best.put(row.getLong(1), row.getDouble(2)));
        return best;
    }

    /** The scores of these passages; those that hold none of the words are left out. */
    Map<Long, Double> scores(long[] passages) throws SQLException {
        Map<Long, Double> scores = new HashMap<>();
        if (words.length > 0 && passages.length > 0) {
            new Sql("SELECT p.passage, " + SCORE, averageLength)
                    .add("FROM unnest(?::bigint[], ?::float8[]) AS q (word, weight)", words, weights)
                    .add("CROSS JOIN unnest(?::bigint[]) AS wanted (passage)", (Object) passages)
                    .add("JOIN posting p ON p.word = q.word AND p.passage = wanted.passage GROUP BY p.passage")
                    .list(connection, row -> scores.put(row.getLong(1), row.getDouble(2)));
        }
        return scores;
    }
}
