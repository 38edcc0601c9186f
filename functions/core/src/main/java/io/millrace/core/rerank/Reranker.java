package io.millrace.core.rerank;

import java.util.List;

/** Scores a few passages for one question, each by itself. */
public interface Reranker {

    /**
     * One score for each passage, in the same order. Higher is better; the scale is the reranker's own and is the same within
     * one reply only. Fails as {@link io.millrace.core.embed.Embedder} does.
     */
    List<Scored> rerank(RerankRequest request);

    /** A passage's score, by the id of its chunk. */
    record Scored(String chunk, double score) {}
}
