package io.millrace.index.pgvector;

import io.millrace.core.embed.PassageText;
import io.millrace.core.index.WordStatistics;
import io.millrace.core.text.Terms;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A question's words and quoted phrases together. A phrase is looked for in the texts of the best passages that hold all its stems: the postings have no
 * positions, and phrases are few.
 */
final class ScoredWords {

    /** How much a quoted phrase counts against its words: enough to put a passage that has it before those that have the words only. */
    private static final double PHRASE_BOOST = 4;

    /** The most passages that are read to find a phrase in them. */
    private static final int MOST_READ = 1000;

    private final Connection connection;
    private final String tenant;
    private final QuestionWords question;
    private final WordStatistics statistics;
    private final WordSearch words;

    ScoredWords(Connection connection, String tenant, QuestionWords question, WordStatistics statistics) {
        this.connection = connection;
        this.tenant = tenant;
        this.question = question;
        this.statistics = statistics;
        this.words = new WordSearch(connection, tenant, question.counts(), statistics);
    }

    /**
     * The best passages, with their scores.
     *
     * @param admission null for all
     */
    Map<Long, Double> best(int k, @Nullable Admission admission) throws SQLException {
        if (words.isEmpty()) {
            return Map.of();
        }
        Map<Long, Double> best = words.best(k, admission);
        if (question.phrases().isEmpty()) {
            return best;
        }
        Set<Long> holding = new HashSet<>(best.keySet());
        for (List<String> phrase : question.phrases()) {
            holding.addAll(holdingAll(phrase, admission));
        }
        Map<Long, Double> scores =
                scores(holding.stream().mapToLong(Long::longValue).toArray());
        Map<Long, Double> ranked = new LinkedHashMap<>();
        scores.entrySet().stream()
                .sorted(Map.Entry.<Long, Double>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(k)
                .forEach(each -> ranked.put(each.getKey(), each.getValue()));
        return ranked;
    }

    /** The scores of these passages; those that hold none of the words are left out. */
    Map<Long, Double> scores(long[] passages) throws SQLException {
        Map<Long, Double> scores = words.scores(passages);
        if (!question.phrases().isEmpty() && !scores.isEmpty()) {
            addPhrases(scores);
        }
        return scores;
    }

    /** The rarest of a phrase's stems first, so that PostgreSQL looks the others up for few. */
    private List<Long> holdingAll(List<String> phrase, @Nullable Admission admission) throws SQLException {
        List<String> stems = phrase.stream()
                .distinct()
                .sorted(Comparator.comparingInt(stem -> statistics.holding().getOrDefault(stem, 0)))
                .toList();
        Sql sql = new Sql("SELECT p.passage FROM posting p");
        if (admission != null) {
            sql.add("JOIN document d ON d.generation = (p.passage >> 20)");
        }
        sql.add("WHERE p.word = ?", Words.of(tenant, stems.getFirst()));
        for (String stem : stems.subList(1, stems.size())) {
            sql.add(
                    "AND EXISTS (SELECT 1 FROM posting o WHERE o.word = ? AND o.passage = p.passage)",
                    Words.of(tenant, stem));
        }
        if (admission != null) {
            sql.add("AND").add(admission.condition());
        }
        return sql.add("ORDER BY p.length, p.passage LIMIT ?", MOST_READ).list(connection, row -> row.getLong(1));
    }

    private void addPhrases(Map<Long, Double> scores) throws SQLException {
        double average = Math.max(1.0, (double) statistics.tokens() / Math.max(1, statistics.passages()));
        new Sql("SELECT p.id, p.body, p.headings, d.title FROM unnest(?::bigint[]) AS wanted (id)", (Object)
                        scores.keySet().stream().mapToLong(Long::longValue).toArray())
                .add("JOIN passage p ON p.id = wanted.id JOIN document d ON d.generation = (p.id >> 20)")
                .list(connection, row -> {
                    String context =
                            PassageText.context(row.getString("title"), ChunkRows.strings(row.getArray("headings")));
                    List<String> stems = Terms.stems(context + row.getString("body")).stream()
                            .map(Words::key)
                            .toList();
                    double more = 0;
                    for (List<String> phrase : question.phrases()) {
                        more += PHRASE_BOOST
                                * idf(phrase)
                                * WordSearch.saturated(occurrences(phrase, stems), stems.size(), average);
                    }
                    return scores.merge(row.getLong("id"), more, Double::sum);
                });
    }

    private double idf(List<String> phrase) {
        Map<String, Double> each = new HashMap<>();
        for (String stem : phrase) {
            int holding = Math.max(1, statistics.holding().getOrDefault(stem, 0));
            each.put(stem, WordSearch.idf(statistics.passages(), holding));
        }
        return phrase.stream().mapToDouble(stem -> each.getOrDefault(stem, 0.0)).sum();
    }

    /** Stop words aside, which stems don't have. */
    private static int occurrences(List<String> phrase, List<String> stems) {
        int count = 0;
        for (int i = 0; i + phrase.size() <= stems.size(); i++) {
            if (stems.subList(i, i + phrase.size()).equals(phrase)) {
                count++;
            }
        }
        return count;
    }
}
