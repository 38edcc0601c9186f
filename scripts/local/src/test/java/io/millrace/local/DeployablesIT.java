package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.contracts.QuestionFailed;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A function as its container image starts it, told nothing. How they do together: {@link SeparateProcessesIT}. */
class DeployablesIT {

    private static final EventEnvelope FAILED = EventEnvelope.of(
            EventType.QUESTION_FAILED,
            new QuestionFailed("5bad0000000000000000000000000bad", "default", "made-up", "made up"),
            "dead-letters",
            EventContext.start("default"));

    /** Its proxy calls from loopback, whoever has called the proxy: that makes nobody the owner here. */
    @Test
    void nobodyIsLetInUnlessConfigured(@TempDir Path data) throws Exception {
        try (Deployable deployable = new Deployable("answering", data)) {
            HttpResponse<String> answer = deployable.post("/v1/search", "{\"query\": \"x\"}");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
            assertThat(answer.body()).contains("key-missing");
        }
    }

    /** On a cluster callers from outside reach the Service answering, and a broker's event shows no key. */
    @Test
    void theApisServiceTakesNoEvents(@TempDir Path open, @TempDir Path closed) throws Exception {
        try (Deployable deployable = new Deployable("answering", open)) {
            assertThat(deployable.send(failed(deployable, "/")).statusCode()).isEqualTo(204);
            assertThat(kept(open)).as("where events are accepted").isTrue();
        }
        try (Deployable deployable = new Deployable("answering", closed, "-Dmillrace.events.accepted=false")) {
            for (String path : List.of("/", "//", "/?x=1", "/.", "/%2e", "/question-failed", "/;x")) {
                HttpResponse<String> answer = deployable.send(failed(deployable, path));

                assertThat(answer.statusCode()).as(path).isBetween(400, 499);
            }
            HttpResponse<String> structured = deployable.send(deployable
                    .request("/")
                    .header("Content-Type", "application/cloudevents+json")
                    .POST(BodyPublishers.ofString("""
                            {"specversion":"1.0","id":"e","source":"/s","type":"%s","tenant":"default","data":%s}""".formatted(FAILED.type().type(), FAILED.json()))));

            assertThat(structured.statusCode()).isEqualTo(403);
            assertThat(structured.body()).contains("events-not-accepted");
            assertThat(kept(closed)).isFalse();
        }
    }

    private static HttpRequest.Builder failed(Deployable deployable, String path) {
        HttpRequest.Builder request = deployable
                .request(path)
                .header("Content-Type", "application/json")
                .header("ce-specversion", "1.0")
                .header("ce-id", FAILED.id())
                .header("ce-source", FAILED.source())
                .header("ce-subject", FAILED.subject())
                .header("ce-type", FAILED.type().type())
                .POST(BodyPublishers.ofString(FAILED.json()));
        FAILED.extensions().forEach((name, value) -> request.header("ce-" + name, value));
        return request;
    }

    private static boolean kept(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.anyMatch(file -> file.getFileName().toString().contains("5bad0000000000000000000000000bad"));
        }
    }
}
