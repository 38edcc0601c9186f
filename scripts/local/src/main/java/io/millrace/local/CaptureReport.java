package io.millrace.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.contracts.ContractJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What the process that follows databases' logs says of itself, over HTTP. Asking takes two seconds at most. */
final class CaptureReport {

    /** Prometheus' text format, which is what is got without an Accept header. */
    static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Logger LOG = Logger.getLogger(CaptureReport.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final CaptureProcess capture;

    CaptureReport(CaptureProcess capture) {
        this.capture = capture;
    }

    /**
     * How the reading of each log goes ({@code sources}), and which mappings can't be followed ({@code problems}); empty where no process answers.
     *
     * @throws IOException where the answer is no JSON
     */
    Optional<JsonNode> status() throws IOException {
        Optional<String> answer = ask("/capture");
        return answer.isEmpty()
                ? Optional.empty()
                : Optional.of(ContractJson.mapper().readTree(answer.get()));
    }

    /** The same as metrics; empty where no process answers. */
    Optional<String> metrics() {
        return ask("/metrics");
    }

    private Optional<String> ask(String path) {
        return capture.running()
                .map(process -> URI.create("http://127.0.0.1:" + process.port() + path))
                .flatMap(CaptureReport::ask);
    }

    private static Optional<String> ask(URI address) {
        try {
            HttpResponse<String> answer =
                    HTTP.send(HttpRequest.newBuilder(address).timeout(TIMEOUT).build(), BodyHandlers.ofString());
            return Optional.of(answer).filter(one -> one.statusCode() == 200).map(HttpResponse::body);
        } catch (IOException e) {
            LOG.debugf(e, "change-capture does not answer yet: %s", address);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
