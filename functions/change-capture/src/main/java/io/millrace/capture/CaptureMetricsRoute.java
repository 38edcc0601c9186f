package io.millrace.capture;

import io.millrace.runtime.MetricsText;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** {@code GET /metrics}: how the reading of each log goes, for Prometheus. Nobody else reaches this function. */
@Singleton
public class CaptureMetricsRoute {

    private final Captures captures;

    CaptureMetricsRoute(Captures captures) {
        this.captures = captures;
    }

    void route(@Observes Router router) {
        router.get("/metrics").handler(this::answer);
    }

    private void answer(RoutingContext call) {
        CaptureMetrics metrics =
                new CaptureMetrics(captures.statuses(), captures.problems().size());
        MetricsText.of(call.request(), metrics.snapshots()).send(call.request());
    }
}
