package io.millrace.runtime;

import io.millrace.core.retrieve.Retrieval;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;

/** How long the stages of a question's way take, whichever function and path has it. */
@Singleton
public class StageMetrics {

    /** Seconds: from what a small index needs to what nobody waits for. */
    private static final double[] BOUNDS = {.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60};

    private final Histogram stages;
    private final Counter skipped;

    StageMetrics(PrometheusRegistry metrics) {
        this.stages = seconds(
                        "millrace_answer_stage_seconds",
                        "How long the stages of searches and answers took: embed, analyse, candidates, fuse, load, rerank, diversify, answer")
                .labelNames("stage")
                .register(metrics);
        this.skipped = Counter.builder()
                .name("millrace_rerank_skipped_total")
                .help("Searches in which the configured reranker had no say, by the code of its failure")
                .labelNames("reason")
                .withoutExemplars()
                .register(metrics);
    }

    /** A histogram of seconds by the bounds that all have. */
    public static Histogram.Builder seconds(String name, String help) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .classicOnly()
                .classicUpperBounds(BOUNDS)
                .withoutExemplars();
    }

    public void took(String stage, Duration duration) {
        stages.labelValues(stage).observe(duration.toNanos() / 1e9);
    }

    /** What a search did, without the question's embedding. */
    public void found(Retrieval retrieval) {
        retrieval
                .timings()
                .millis()
                .forEach((stage, millis) -> stages.labelValues(stage).observe(millis / 1e3));
        if (retrieval.rerankSkipped() != null) {
            skipped.labelValues(retrieval.rerankSkipped()).inc();
        }
    }
}
