package io.millrace.core.rerank;

import java.util.List;
import java.util.OptionalDouble;

/** Scores a few passages for one question, each by itself. */
public interface Reranker {

    /**
     * One score for each passage, in the same order. Higher is better; the scale is the reranker's own and is the same within
     * one reply only. Fails as {@link io.millrace.core.embed.Embedder} does.
     */
    List<Scored> rerank(RerankRequest request);

    /**
     * What a score counts beside the fused score, as it stands. Empty where nobody knows the scale: then its z-score counts, by the settings' weight.
     */
    default OptionalDouble weight() {
        return OptionalDouble.empty();
    }

    /** A passage's score, by the id of its chunk. */
    record Scored(String chunk, double score) {}
}
