package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.EventType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request of the API and all events that it leads to are of one trace. */
class TraceIT {

    @TempDir
    static Path folder;

    private static EventRecorder recorder;
    private static RunningStack stack;

    @BeforeAll
    static void start() throws IOException {
        recorder = EventRecorder.start();
        stack = RunningStack.start(
                folder.resolve("data"),
                new RunningStack.Variant(
                        false,
                        recorder.writeTrigger(folder.resolve("topology")),
                        ModelServerProcess.shared().uri(),
                        List.of()));
    }

    @AfterAll
    static void stop() {
        stack.close();
        recorder.close();
    }

    @Test
    void aDocumentsEventsAreOfTheTraceOfItsUploadAndOfItsRemoval() throws IOException {
        String upload = trace('a');
        send(
                upload,
                request("/v1/documents?uri=upload:mills").POST(BodyPublishers.ofString("The mill grinds rye.")),
                202);
        awaitTraced(upload, EventType.DOCUMENT_CHANGED, EventType.CHUNKS_PREPARED, EventType.DOCUMENT_INDEXED);
        String id = stack.json(stack.get("/v1/documents?uri=upload:mills"))
                .at("/documents/0/id")
                .asText();

        String removal = trace('b');
        send(removal, request("/v1/documents/" + id).DELETE(), 200);
        awaitTraced(removal, EventType.DOCUMENT_REMOVED);
    }

    @Test
    void aQuestionsEventsAreOfItsTrace() throws IOException {
        String question = trace('c');
        send(question, json("/v1/questions", "{\"question\": \"What does the mill grind?\"}"), 202);

        awaitTraced(
                question,
                EventType.QUESTION_ASKED,
                EventType.QUESTION_EMBEDDED,
                EventType.PASSAGES_RANKED,
                EventType.QUESTION_ANSWERED);
    }

    @Test
    void aComparisonIsOfTheTraceOfWhoAskedForIt() throws IOException {
        String reindex = trace('d');
        send(reindex, json("/v1/reindex", "{}"), 202);

        awaitTraced(reindex, EventType.REINDEX_REQUESTED);
    }

    private static String trace(char digit) {
        return "00-" + String.valueOf(digit).repeat(32) + "-00f067aa0ba902b7-01";
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(stack.url(path))).header("Content-Type", "text/plain");
    }

    private static HttpRequest.Builder json(String path, String body) {
        return HttpRequest.newBuilder(URI.create(stack.url(path)))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private static void send(String trace, HttpRequest.Builder request, int status) {
        assertThat(stack.send(request.header("traceparent", trace)).statusCode())
                .isEqualTo(status);
    }

    private static void awaitTraced(String trace, EventType... types) throws IOException {
        RunningStack.await(() -> recorder.events().stream()
                .filter(event -> trace.equals(event.attributes().get("ce-traceparent")))
                .map(DeliveredEvent::type)
                .toList()
                .containsAll(List.of(types)));
    }
}
