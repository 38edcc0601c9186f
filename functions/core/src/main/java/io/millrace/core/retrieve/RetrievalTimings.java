package io.millrace.core.retrieve;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How long each stage took.
 *
 * @param analysis the question's stems and what they are worth
 * @param candidates the index's search
 * @param fusion joining both scores
 * @param loading reading the passages
 * @param reranking sentence scores and the reranker
 * @param diversity putting repeats behind, and reading more passages where too few are left
 */
public record RetrievalTimings(
        Duration analysis,
        Duration candidates,
        Duration fusion,
        Duration loading,
        Duration reranking,
        Duration diversity) {

    public RetrievalTimings {
        // An event that was under way when these stages came does not have them.
        analysis = Objects.requireNonNullElse(analysis, Duration.ZERO);
        diversity = Objects.requireNonNullElse(diversity, Duration.ZERO);
    }

    public Duration total() {
        return analysis.plus(candidates)
                .plus(fusion)
                .plus(loading)
                .plus(reranking)
                .plus(diversity);
    }

    /** By name, in the order of the stages, in milliseconds. */
    public Map<String, Double> millis() {
        Map<String, Double> millis = new LinkedHashMap<>();
        millis.put("analyse", analysis.toNanos() / 1e6);
        millis.put("candidates", candidates.toNanos() / 1e6);
        millis.put("fuse", fusion.toNanos() / 1e6);
        millis.put("load", loading.toNanos() / 1e6);
        millis.put("rerank", reranking.toNanos() / 1e6);
        millis.put("diversify", diversity.toNanos() / 1e6);
        return millis;
    }
}
