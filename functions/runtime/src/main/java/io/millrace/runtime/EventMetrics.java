package io.millrace.runtime;

import io.millrace.contracts.EventType;
import io.millrace.core.problem.Problem;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Counts what a function makes of events: what it replied, by type, and what it could not handle. */
@Singleton
class EventMetrics {

    private static final int AFTER_HTTP_BASICS = 100;

    private final Counter replies;
    private final Counter failures;

    EventMetrics(PrometheusRegistry metrics) {
        this.replies = Counter.builder()
                .name("millrace_event_replies_total")
                .help("Events that were replied, such as documents indexed and rejected, by type")
                .labelNames("type")
                .withoutExemplars()
                .register(metrics);
        this.failures = Counter.builder()
                .name("millrace_event_failures_total")
                .help("Events that could not be handled, by the code of the problem; brokers bring some of them again")
                .labelNames("code")
                .withoutExemplars()
                .register(metrics);
    }

    /** In the answer's headers, where events of all functions and routes pass. */
    void register(@Observes Filters filters) {
        filters.register(this::watch, AFTER_HTTP_BASICS);
    }

    private void watch(RoutingContext call) {
        HttpServerResponse response = call.response();
        call.addEndHandler(_ -> {
            String type = response.headers().get("ce-type");
            if (type != null && response.getStatusCode() < 300) {
                replied(type);
            }
        });
        call.next();
    }

    void replied(@Nullable String type) {
        // A step of somebody else's may have types of its own, and any number of them.
        replies.labelValues(type != null && EventType.ofType(type).isPresent() ? type : "other")
                .inc();
    }

    void failed(Problem problem) {
        failures.labelValues(problem.code()).inc();
    }
}
