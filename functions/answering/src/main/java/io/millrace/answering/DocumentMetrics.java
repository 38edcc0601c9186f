package io.millrace.answering;

import io.millrace.core.index.IndexCounts;
import io.millrace.core.index.PassageIndex;
import io.millrace.core.problem.ProblemException;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** How many documents there are and how many wait, of all tenants. The store is asked once a minute at most, whoever looks, and left alone while it is away. */
@Singleton
class DocumentMetrics {

    private static final Logger LOG = Logger.getLogger(DocumentMetrics.class);
    private static final long KEPT_NANOS = Duration.ofMinutes(1).toNanos();

    private final Instance<PassageIndex> index;
    private @Nullable IndexCounts counts;
    private @Nullable Long asked;

    /** @param index opened when it is first needed, which is not at the start */
    DocumentMetrics(Instance<PassageIndex> index) {
        this.index = index;
    }

    void register(@Observes StartupEvent started, PrometheusRegistry metrics) {
        GaugeWithCallback.builder()
                .name("millrace_documents")
                .help(
                        "Documents of all tenants, as the store has them: indexed, pending (with a change under way) and rejected")
                .labelNames("state")
                .callback(this::tell)
                .register(metrics);
    }

    private synchronized void tell(GaugeWithCallback.Callback gauge) {
        long now = System.nanoTime();
        if (asked == null || now - asked > KEPT_NANOS) {
            counts = ask();
            asked = now;
        }
        if (counts != null) {
            gauge.call((double) counts.documents(), "indexed");
            gauge.call((double) counts.pending(), "pending");
            gauge.call((double) counts.rejected(), "rejected");
        }
    }

    private @Nullable IndexCounts ask() {
        try {
            return index.get().counts();
        } catch (ProblemException e) {
            LOG.debug("nothing is known of documents", e);
            return null;
        }
    }
}
