package io.millrace.core.rerank;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A passage is worth what its best sentences are worth: the embedded default, free since the sentences have been scored
 * already. Their scores count as they stand and not as z-scores, so a question whose passages are all alike is left to fusion, and one
 * that a sentence answers is not (README of core, "Retrieval: what was measured").
 */
public final class SentenceReranker implements Reranker {

    private static final OptionalDouble WEIGHT = OptionalDouble.of(11.5);

    @Override
    public List<Scored> rerank(RerankRequest request) {
        return request.entries().stream()
                .map(entry -> new Scored(
                        entry.passage().chunk().id(), entry.sentences().fit()))
                .toList();
    }

    @Override
    public OptionalDouble weight() {
        return WEIGHT;
    }
}
