package io.millrace.capture;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** {@code GET /metrics}: how the reading of each log goes, for Prometheus, in the format of its own or OpenMetrics, whichever is asked for. */
@Singleton
public class CaptureMetricsRoute {

    private final Captures captures;
    private final ExpositionFormats formats = ExpositionFormats.init();

    CaptureMetricsRoute(Captures captures) {
        this.captures = captures;
    }

    void route(@Observes Router router) {
        router.get("/metrics").handler(this::answer);
    }

    private void answer(RoutingContext call) {
        @Nullable String accepted = call.request().getHeader("Accept");
        ExpositionFormatWriter writer = formats.findWriter(accepted);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer.write(
                    text,
                    new CaptureMetrics(captures.statuses(), captures.problems().size()).snapshots());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        call.response().putHeader("Content-Type", writer.getContentType()).end(Buffer.buffer(text.toByteArray()));
    }
}
