package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.rerank.QuestionTerms;
import io.millrace.core.retrieve.Evidence;
import io.millrace.core.retrieve.Retrieval;
import io.millrace.core.retrieve.RetrievalTimings;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StageMetricsTest {

    @Test
    void tellsHowLongEachStageOfASearchTookAndWhyTheRerankerHadNoSay() {
        PrometheusRegistry registry = new PrometheusRegistry();
        RetrievalTimings timings = new RetrievalTimings(
                Duration.ofMillis(1),
                Duration.ofMillis(20),
                Duration.ofMillis(1),
                Duration.ofMillis(3),
                Duration.ofMillis(400),
                Duration.ZERO);

        new StageMetrics(registry)
                .found(new Retrieval(
                        List.of(),
                        new QuestionTerms(Map.of("sluic", 3.0)),
                        new Evidence(0, 0, 0, 1, 0, 0, 0, 0),
                        "model-timeout",
                        timings,
                        null));

        assertThat(PrometheusTextFormatWriter.create()
                        .toDebugString(registry.scrape())
                        .lines())
                .contains(
                        "millrace_answer_stage_seconds_bucket{stage=\"candidates\",le=\"0.01\"} 0",
                        "millrace_answer_stage_seconds_bucket{stage=\"candidates\",le=\"0.025\"} 1",
                        "millrace_answer_stage_seconds_sum{stage=\"rerank\"} 0.4",
                        "millrace_rerank_skipped_total{reason=\"model-timeout\"} 1.0")
                .noneMatch(line -> line.contains("sluic"));
    }
}
