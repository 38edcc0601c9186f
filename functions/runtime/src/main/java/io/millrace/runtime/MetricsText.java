package io.millrace.runtime;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Metrics as Prometheus reads them.
 *
 * @param contentType of its own format or of OpenMetrics, whichever was asked for
 */
public record MetricsText(String contentType, Buffer text) {

    private static final ExpositionFormats FORMATS = ExpositionFormats.init();

    public static MetricsText of(HttpServerRequest request, MetricSnapshots metrics) {
        ExpositionFormatWriter writer = FORMATS.findWriter(request.getHeader("Accept"));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer.write(text, metrics);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory can't fail", e);
        }
        return new MetricsText(writer.getContentType(), Buffer.buffer(text.toByteArray()));
    }

    public void send(HttpServerRequest request) {
        request.response().putHeader("Content-Type", contentType).end(text);
    }
}
