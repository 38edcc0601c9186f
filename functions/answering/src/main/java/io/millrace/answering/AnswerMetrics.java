package io.millrace.answering;

import io.millrace.core.answer.Answer;
import io.millrace.core.cache.CacheCounts;
import io.millrace.core.cache.Prepared;
import io.millrace.core.retrieve.Retrieval;
import io.millrace.core.retrieve.RetrievalTimings;
import io.millrace.runtime.StageMetrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** What became of questions, and how long it took. Labels are words of ours: nothing of questions, documents, tenants or callers. */
@Singleton
class AnswerMetrics {

    private static final String MODE = "mode";
    private static final String EMBED = "embed";

    private final PrometheusRegistry metrics;
    private final StageMetrics stages;
    private final Counter answers;
    private final Histogram firstText;
    private final Histogram total;

    AnswerMetrics(PrometheusRegistry metrics, StageMetrics stages) {
        this.metrics = metrics;
        this.stages = stages;
        this.answers = Counter.builder()
                .name("millrace_answers_total")
                .help(
                        "Answers, by how they came to be (quote, generate), by outcome (answered, degraded, refused) and, but for answered, by reason")
                .labelNames(MODE, "outcome", "reason")
                .withoutExemplars()
                .register(metrics);
        this.firstText = StageMetrics.seconds(
                        "millrace_answer_first_text_seconds", "From a question to the first words of its answer")
                .labelNames(MODE)
                .register(metrics);
        this.total = StageMetrics.seconds("millrace_answer_seconds", "From a question to the end of its answer")
                .labelNames(MODE)
                .register(metrics);
    }

    void countLookups(Supplier<CacheCounts> counts) {
        CounterWithCallback.builder()
                .name("millrace_answer_cache_lookups_total")
                .help("What kept answers were good for: hit, renewed, shared, evicted or miss")
                .labelNames("result")
                .callback(lookups -> {
                    CacheCounts now = counts.get();
                    lookups.call((double) now.hits(), "hit");
                    lookups.call((double) now.renewed(), "renewed");
                    lookups.call((double) now.shared(), "shared");
                    lookups.call((double) now.evicted(), "evicted");
                    lookups.call((double) now.misses(), "miss");
                })
                .register(metrics);
    }

    /** A search that nothing but its results was wanted of, or an answer's. */
    void found(Duration embedding, Retrieval retrieval) {
        stages.took(EMBED, embedding);
        stages.found(retrieval);
    }

    /** An answer from what somebody else has found. */
    void answered(Answer answer) {
        answered(answer, Duration.ZERO);
    }

    void answered(Prepared prepared, Answer answer) {
        Duration before = prepared.lookup()
                .plus(prepared.embedding())
                .plus(prepared.retrieval()
                        .map(Retrieval::timings)
                        .map(RetrievalTimings::total)
                        .orElse(Duration.ZERO));
        answered(answer, before);
    }

    private void answered(Answer answer, Duration before) {
        String mode = answer.mode().name().toLowerCase(Locale.ROOT);
        String outcome = answer.degraded() ? "degraded" : answer.answered() ? "answered" : "refused";
        String reason = answer.reason() == null ? "" : answer.reason();
        answers.labelValues(mode, outcome, reason).inc();
        stages.took("answer", answer.timings().total());
        firstText.labelValues(mode).observe(seconds(before.plus(answer.timings().firstText())));
        total.labelValues(mode).observe(seconds(before.plus(answer.timings().total())));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
