package io.millrace.runtime;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * {@code GET /metrics} at a port of its own, for Prometheus: whoever reaches the function's port must not reach this one, so they are told apart by who may connect. The
 * door opens beside the rest of the start and keeps nobody waiting; without {@code millrace.metrics.port} there is none.
 */
@Singleton
class MetricsDoor {

    private static final Logger LOG = Logger.getLogger(MetricsDoor.class);
    private static final String PATH = "/metrics";

    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final Vertx vertx;
    private final OptionalInt port;
    private final String host;

    MetricsDoor(
            Vertx vertx,
            @ConfigProperty(name = "millrace.metrics.port") OptionalInt port,
            @ConfigProperty(name = "quarkus.http.host", defaultValue = "0.0.0.0") String host) {
        this.vertx = vertx;
        this.port = port;
        this.host = host;
    }

    /** What all that counts registers with. */
    @Produces
    @Singleton
    PrometheusRegistry metrics() {
        return metrics;
    }

    void open(@Observes StartupEvent started) {
        if (port.isEmpty()) {
            return;
        }
        long now = System.currentTimeMillis();
        GaugeWithCallback.builder()
                .name("millrace_start_seconds")
                .help("From the start of the JVM until the function could take its first request")
                // Only when it is asked for: the management classes are none of a start's business.
                .callback(gauge ->
                        gauge.call((now - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1e3))
                .register(metrics);
        vertx.createHttpServer(new HttpServerOptions().setHost(host).setPort(port.getAsInt()))
                .requestHandler(this::answer)
                .listen()
                .onFailure(e -> LOG.errorf("no metrics: port %d can't be opened: %s", port.getAsInt(), e.getMessage()));
    }

    private void answer(HttpServerRequest request) {
        if (!request.path().equals(PATH) || !request.method().equals(HttpMethod.GET)) {
            request.response().setStatusCode(404).end();
            return;
        }
        // Some are read from the store.
        vertx.executeBlocking(() -> MetricsText.of(request, metrics.scrape()), false)
                .onSuccess(text -> text.send(request))
                .onFailure(e -> {
                    LOG.error("metrics can't be told", e);
                    request.response().setStatusCode(500).end();
                });
    }
}
