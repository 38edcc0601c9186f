package io.millrace.core.retrieve;

import java.util.List;

/**
 * What the stages of a retrieval made of its candidates.
 *
 * @param candidates how many the store found
 * @param fused ids of the chunks that were read, best first by fusion
 * @param reranked the same ones as reranking left them
 * @param repeats which of them were put behind as repeats
 */
public record Trace(int candidates, List<String> fused, List<String> reranked, List<Repeat> repeats) {

    /** A chunk that says what a better one says, both by their ids. */
    public record Repeat(String chunk, String of) {}

    public Trace {
        fused = List.copyOf(fused);
        reranked = List.copyOf(reranked);
        repeats = List.copyOf(repeats);
    }
}
