package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.EventType;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventMetricsTest {

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final EventMetrics metrics = new EventMetrics(registry);

    @Test
    void countsRepliesByTypesOfOursAndAllOthersAsOne() {
        metrics.replied(EventType.DOCUMENT_INDEXED.type());
        metrics.replied(EventType.DOCUMENT_INDEXED.type());
        metrics.replied("com.example.translated.v1");
        metrics.replied("com.example.summarized.v1");

        assertThat(lines())
                .contains(
                        "# TYPE millrace_event_replies_total counter",
                        "millrace_event_replies_total{type=\"millrace.document.indexed.v1\"} 2.0",
                        "millrace_event_replies_total{type=\"other\"} 2.0")
                .noneMatch(line -> line.contains("example"));
    }

    @Test
    void countsFailuresByCodeAndLeavesTheRestOfThemOut() {
        metrics.failed(new Problem(Category.UNAVAILABLE, "model-unavailable", "http://embedder can't be reached"));

        assertThat(lines())
                .contains("millrace_event_failures_total{code=\"model-unavailable\"} 1.0")
                .noneMatch(line -> line.contains("reached"));
    }

    private List<String> lines() {
        return PrometheusTextFormatWriter.create()
                .toDebugString(registry.scrape())
                .lines()
                .toList();
    }
}
