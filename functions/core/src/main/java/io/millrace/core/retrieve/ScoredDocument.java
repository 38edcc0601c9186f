package io.millrace.core.retrieve;

import java.util.List;

/**
 * @param document its id
 * @param score the highest of its passages
 * @param passages its passages among those found, best first
 */
public record ScoredDocument(String document, double score, List<ScoredPassage> passages) {

    public ScoredDocument {
        passages = List.copyOf(passages);
    }
}
