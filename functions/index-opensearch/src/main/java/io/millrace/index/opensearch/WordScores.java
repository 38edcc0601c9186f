package io.millrace.index.opensearch;

import io.millrace.core.index.WordStatistics;
import io.millrace.index.pgvector.QuestionWords;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.util.SmallFloat;

/**
 * BM25 (k1 .9, b .4, as Lucene counts it: idf = ln(1 + (N − n + ½) ÷ (n + ½)), no factor k1 + 1) of passages for the words of one question: as a query for OpenSearch, which
 * takes its own statistics, and counted here by those that are given.
 */
final class WordScores {

    /** The most stems of a question that are scored; the rarest win. */
    private static final int MOST_STEMS = 64;

    /** How much a quoted phrase counts against its words: enough to put a passage that has it before those that have the words only. */
    private static final int PHRASE_BOOST = 4;

    private final QuestionWords question;
    private final WordStatistics statistics;
    private final List<String> stems;

    WordScores(QuestionWords question, WordStatistics statistics) {
        this.question = question;
        this.statistics = statistics;
        List<String> rarest = new ArrayList<>(question.counts().keySet());
        if (rarest.size() > MOST_STEMS) {
            rarest.removeIf(stem -> statistics.holding().getOrDefault(stem, 0) == 0);
            rarest.sort(Comparator.comparingInt(stem -> statistics.holding().getOrDefault(stem, 0)));
        }
        this.stems = List.copyOf(rarest.subList(0, Math.min(MOST_STEMS, rarest.size())));
    }

    boolean isEmpty() {
        return stems.isEmpty();
    }

    /**
     * Scores passages, and leaves out those that hold none of the words.
     *
     * @param factor by which OpenSearch's scores are too large
     */
    Object query(double factor) {
        List<Object> clauses = new ArrayList<>();
        for (String stem : stems) {
            clauses.add(clause("term", "value", stem, question.counts().getOrDefault(stem, 1) / factor));
        }
        for (List<String> phrase : question.phrases()) {
            clauses.add(clause("match_phrase", "query", String.join(" ", phrase), PHRASE_BOOST / factor));
        }
        return Map.of("bool", Map.of("should", clauses, "minimum_should_match", 1));
    }

    private static Object clause(String kind, String name, String words, double boost) {
        return Map.of(kind, Map.of("passages.words", Map.of(name, words, "boost", boost)));
    }

    /** The score of a passage with these words, by the statistics that were given; 0 where it holds none of the question's. */
    double score(List<String> words) {
        Map<String, Integer> frequencies = new HashMap<>();
        words.forEach(word -> frequencies.merge(word, 1, Integer::sum));
        double score = 0;
        for (String stem : stems) {
            int frequency = frequencies.getOrDefault(stem, 0);
            score += question.counts().getOrDefault(stem, 1) * idf(stem) * saturated(frequency, words.size());
        }
        for (List<String> phrase : question.phrases()) {
            int frequency = 0;
            for (int i = Collections.indexOfSubList(words, phrase); i >= 0; ) {
                frequency++;
                int next = Collections.indexOfSubList(words.subList(i + 1, words.size()), phrase);
                i = next < 0 ? -1 : i + 1 + next;
            }
            double idf = phrase.stream().mapToDouble(this::idf).sum();
            score += PHRASE_BOOST * idf * saturated(frequency, words.size());
        }
        return score;
    }

    private double idf(String stem) {
        // What nothing held counts as held by one: it may be held by now.
        return idf(statistics.passages(), Math.max(1, statistics.holding().getOrDefault(stem, 0)));
    }

    static double idf(long passages, long holding) {
        return Math.log(1 + (Math.max(passages, holding) - holding + .5) / (holding + .5));
    }

    /** A frequency's part of the score, below 1. Lengths are rounded as Lucene keeps them. */
    private double saturated(int frequency, int length) {
        int kept = SmallFloat.byte4ToInt(SmallFloat.intToByte4(length));
        double average = Math.max(1.0, (double) statistics.tokens() / Math.max(1, statistics.passages()));
        double k1 = IndexForm.K1;
        return frequency / (frequency + k1 * (1 - IndexForm.B) + k1 * IndexForm.B * kept / average);
    }
}
