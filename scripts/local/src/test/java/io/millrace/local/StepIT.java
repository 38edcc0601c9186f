package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step of a third party between chunking and embedding: what it takes out reaches no index, whatever becomes of the step meanwhile. */
class StepIT {

    private static final String ADDRESS = "anna.lind@mill-race.example";
    private static final String TEXT = "# Who turns the wheel, ask wheel@mill-race.example\n\n"
            + "The sluice keeper opens the gate at dawn. Write to " + ADDRESS + " when the water is low. "
            + "The miller closes the gate at dusk.\n";

    @TempDir
    private Path folder;

    @Test
    void whatAStepTakesOutReachesNoIndex() throws IOException {
        assumeTrue(ExampleStep.canRun(), "there is no python3");
        Path data = folder.resolve("data");
        try (ExampleStep step = new ExampleStep()) {
            String topology = step.topology(folder.resolve("topology"));
            String document;
            try (RunningStack stack = RunningStack.start(data)) {
                document = upload(stack, "upload:keeper.md", TEXT);
                stack.awaitQuiet();
                // Without the step it is there: the checks below can fail.
                assertThat(visible(stack, document)).contains(ADDRESS, "wheel@");
            }
            try (RunningStack stack = RunningStack.start(data, topology)) {
                step.start();
                addingAStepIndexesAnew(stack, document);
                aStepThatIsDownIsWaitedFor(stack, step);
                whatAStepAnswersWronglyIsADeadLetterOfItsTrigger(stack, step);
            }
        }
    }

    private static void addingAStepIndexesAnew(RunningStack stack, String document) throws IOException {
        assertThat(upload(stack, "upload:keeper.md", TEXT)).isEqualTo(document);
        stack.awaitQuiet();

        assertThat(visible(stack, document))
                .contains("sluice keeper", "[e-mail address]", "closes the gate at dusk")
                .doesNotContain(ADDRESS, "wheel@", "mill-race.example");
        assertThat(answer(stack, "Where to write when the water is low?"))
                .contains("Write to [e-mail address] when the water is low.");
        String version = version(stack, document);
        upload(stack, "upload:keeper.md", TEXT);
        stack.awaitQuiet();
        assertThat(version(stack, document)).as("nothing changed").isEqualTo(version);
        assertThat(stack.deadLetters()).isEmpty();
    }

    private static void aStepThatIsDownIsWaitedFor(RunningStack stack, ExampleStep step) throws IOException {
        step.close();
        String document = upload(stack, "upload:away.txt", "The eel trap is emptied by " + ADDRESS + " each night.");
        RunningStack.await(() -> stack.status().at("/queue/redact-emails").asLong() == 1);
        assertThat(visible(stack, document)).doesNotContain("eel trap");

        step.start();
        RunningStack.await(() -> state(stack, document).equals("indexed"));

        assertThat(visible(stack, document))
                .contains("emptied by [e-mail address]")
                .doesNotContain(ADDRESS);
        assertThat(stack.deadLetters()).isEmpty();
    }

    private static void whatAStepAnswersWronglyIsADeadLetterOfItsTrigger(RunningStack stack, ExampleStep step)
            throws IOException {
        step.close();
        HttpServer garbage = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), step.port()), 0);
        garbage.createContext("/", exchange -> {
            byte[] body = "no event at all".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        garbage.start();
        try {
            String document = upload(stack, "upload:garbage.txt", "The otter is fed by " + ADDRESS + " at noon.");
            RunningStack.await(() -> state(stack, document).equals("rejected"));

            JsonNode letters = stack.deadLetters();
            assertThat(letters).hasSize(1);
            assertThat(letters.get(0).path("trigger").asText()).isEqualTo("redact-emails");
            assertThat(letters.get(0).path("type").asText()).isEqualTo("millrace.chunks.prepared.v1");
            assertThat(visible(stack, document)).doesNotContain("otter", ADDRESS);
        } finally {
            garbage.stop(0);
        }
    }

    private static String upload(RunningStack stack, String uri, String text) {
        HttpResponse<String> uploaded =
                stack.send(HttpRequest.newBuilder(URI.create(stack.url("/v1/documents?uri=" + uri)))
                        .header("Content-Type", uri.endsWith(".md") ? "text/markdown" : "text/plain")
                        .POST(BodyPublishers.ofString(text)));
        assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(202);
        return stack.json(uploaded).path("id").asText();
    }

    /** Whatever of the document can be got out: its state, its chunks, and what searches find. */
    private static String visible(RunningStack stack, String document) {
        StringBuilder visible = new StringBuilder();
        visible.append(stack.get("/v1/documents/" + document).body());
        visible.append(stack.get("/v1/documents/" + document + "/chunks").body());
        for (String query : new String[] {ADDRESS, "sluice keeper gate", "wheel@mill-race.example", "eel trap otter"}) {
            visible.append(stack.postJson(
                            "/v1/search",
                            RunningStack.JSON
                                    .createObjectNode()
                                    .put("query", query)
                                    .toString())
                    .body());
        }
        return visible.toString();
    }

    private static String answer(RunningStack stack, String question) {
        var request = RunningStack.JSON.createObjectNode().put("model", "millrace-quote");
        request.putArray("messages").addObject().put("role", "user").put("content", question);
        return stack.json(stack.postJson("/v1/chat/completions", request.toString()))
                .at("/choices/0/message/content")
                .asText();
    }

    private static String state(RunningStack stack, String document) {
        return stack.json(stack.get("/v1/documents/" + document)).path("state").asText();
    }

    private static String version(RunningStack stack, String document) {
        return stack.json(stack.get("/v1/documents/" + document))
                .path("version")
                .asText();
    }
}
