package io.millrace.core.rerank;

import io.millrace.core.index.Passage;
import java.util.List;

/**
 * @param question as asked
 * @param entries the passages, best first by what is known so far
 */
public record RerankRequest(String question, List<Entry> entries) {

    /** A passage, and how its sentences match the question. */
    public record Entry(Passage passage, SentenceScores sentences) {}

    public RerankRequest {
        entries = List.copyOf(entries);
    }
}
