package io.millrace.core.retrieve;

import java.time.Duration;

/**
 * How long each stage took.
 *
 * @param candidates the index's search
 * @param fusion joining both scores
 * @param loading reading the passages
 * @param reranking sentence scores and the reranker
 */
public record RetrievalTimings(Duration candidates, Duration fusion, Duration loading, Duration reranking) {

    public Duration total() {
        return candidates.plus(fusion).plus(loading).plus(reranking);
    }
}
