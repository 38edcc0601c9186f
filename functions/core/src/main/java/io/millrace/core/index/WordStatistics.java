package io.millrace.core.index;

import java.util.Map;

/**
 * What BM25 takes from the index as a whole to score passages for one question.
 *
 * @param passages how many there are
 * @param tokens how many stems they have together
 * @param holding stem of the question → how many passages hold it; 0 where none does
 */
public record WordStatistics(long passages, long tokens, Map<String, Integer> holding) {

    public WordStatistics {
        holding = Map.copyOf(holding);
    }
}
