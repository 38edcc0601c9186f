package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters behind one interface: of the broker on one machine, of the function in the cluster. */
class DeadLettersIT {

    /** The function by itself has no Lucene, and these dead letters are of no document that a server would be asked for. */
    private static final String STORE = "-Dmillrace.store=pgvector";

    private static final String NOBODY = "-Dmillrace.pgvector.url=jdbc:postgresql://127.0.0.1:1/nobody";

    private static final Set<String> FIELDS = Set.of(
            "id",
            "type",
            "trigger",
            "function",
            "attempts",
            "status",
            "reason",
            "time",
            "tenant",
            "eventId",
            "source",
            "subject");

    @TempDir
    private Path data;

    @Test
    void theFrontDoorListsReplaysAndDiscards() throws IOException {
        try (RunningStack stack = RunningStack.start(data)) {
            HttpResponse<String> accepted = stack.send(HttpRequest.newBuilder(stack.broker("/millrace/millrace"))
                    .header("ce-specversion", "1.0")
                    .header("ce-id", "bad-1")
                    .header("ce-source", "urn:millrace:test")
                    .header("ce-type", "millrace.document.changed.v1")
                    .header("ce-tenant", "default")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"document\":7}")));
            assertThat(accepted.statusCode()).isEqualTo(202);
            // It is listed before the sink has it, and changes once more then.
            RunningStack.await(
                    () -> letters(stack, "").path(0).path("sink").asText().equals("delivered"));

            JsonNode letter = letters(
                            stack,
                            "?trigger=document-changed-chunking&status=400&tenant=default&since=2026-01-01T00:00:00Z")
                    .get(0);
            assertThat(names(letter)).containsAll(FIELDS);
            assertThat(letters(stack, "?trigger=chunks-prepared-embedding")).isEmpty();
            assertThat(letters(stack, "?reason=no-such-reason")).isEmpty();
            assertThat(stack.get("/v1/dead-letters?colour=red").statusCode()).isEqualTo(400);

            String path = "/v1/dead-letters/" + letter.path("id").asText();
            assertThat(stack.json(stack.get(path)).at("/event/attributes/id").asText())
                    .isEqualTo("bad-1");
            assertThat(replay(stack, path + "/replay?dry-run=true").statusCode())
                    .isEqualTo(200);
            assertThat(letters(stack, "").get(0)).isEqualTo(letter);

            assertThat(replay(stack, path + "/replay").statusCode()).isEqualTo(204);
            RunningStack.await(() ->
                    letters(stack, "").size() == 1 && !letters(stack, "").get(0).equals(letter));
            JsonNode again = letters(stack, "").get(0);
            assertThat(again.path("eventId").asText()).isEqualTo("bad-1");
            assertThat(again.path("trigger").asText()).isEqualTo("document-changed-chunking");

            assertThat(stack.send(HttpRequest.newBuilder(URI.create(stack.url("/v1/dead-letters/"
                                            + again.path("id").asText())))
                                    .DELETE())
                            .statusCode())
                    .isEqualTo(204);
            assertThat(letters(stack, "")).isEmpty();
        }
    }

    @Test
    void theFunctionKeepsThemAndReplaysToWhereTheyFailed() throws IOException {
        try (Answers subscriber = new Answers();
                Answers broker = new Answers()) {
            String id;
            try (Deployable function = function(subscriber, broker)) {
                assertThat(function.send(deadLetter(function, subscriber)).statusCode())
                        .isEqualTo(204);
                assertThat(function.send(deadLetter(function, subscriber)).statusCode())
                        .isEqualTo(204);
                JsonNode letter = letters(function).get(0);
                id = letter.path("id").asText();
                assertThat(letters(function)).hasSize(1);
                assertThat(names(letter)).isEqualTo(FIELDS);
                assertThat(letter.path("reason").asText()).isEqualTo("the scope is too long");
                assertThat(letter.path("status").asInt()).isEqualTo(400);
            }
            try (Deployable function = function(subscriber, broker)) {
                JsonNode shown = RunningStack.JSON.readTree(
                        function.send(function.request("/dead-letters/" + id)).body());
                assertThat(shown.at("/event/attributes/id").asText()).isEqualTo("e-1");
                assertThat(shown.at("/event/data").asText()).isEqualTo("{\"a\":1}");

                subscriber.next(503, null);
                assertThat(replay(function, id).statusCode()).isEqualTo(503);
                assertThat(letters(function).get(0).path("status").asInt()).isEqualTo(503);

                subscriber.next(200, "reply-1");
                assertThat(replay(function, id).statusCode()).isEqualTo(204);
                assertThat(letters(function)).isEmpty();
                assertThat(replay(function, id).statusCode()).isEqualTo(404);
            }
            assertThat(subscriber.ids()).containsExactly("e-1", "e-1");
            assertThat(broker.ids()).containsExactly("reply-1");
        }
    }

    @Test
    void theFunctionSendsNothingToWhereItMayNot() throws IOException {
        try (Answers subscriber = new Answers();
                Deployable function =
                        new Deployable("dead-letters", data, STORE, NOBODY, "-Dmillrace.dead-letters.store=folder")) {
            function.send(deadLetter(function, subscriber));

            HttpResponse<String> refused =
                    replay(function, letters(function).get(0).path("id").asText());

            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body()).contains("destination-refused");
            assertThat(subscriber.ids()).isEmpty();
        }
    }

    @Test
    void theFunctionSaysThatItKeepsNothing() throws IOException {
        try (Deployable function = new Deployable("dead-letters", data, STORE, NOBODY)) {
            HttpResponse<String> listed = function.send(function.request("/dead-letters"));

            assertThat(listed.statusCode()).isEqualTo(503);
            assertThat(listed.body()).contains("dead-letters-not-kept").contains("millrace.dead-letters.store");
            assertThat(function.log()).contains("dead letters are not kept");
        }
    }

    private Deployable function(Answers subscriber, Answers broker) throws IOException {
        return new Deployable(
                "dead-letters",
                data,
                STORE,
                NOBODY,
                "-Dmillrace.dead-letters.store=folder",
                "-Dmillrace.dead-letters.destinations=" + subscriber.url(),
                "-DK_SINK=" + broker.url());
    }

    private static HttpRequest.Builder deadLetter(Deployable function, Answers subscriber) {
        String problem = "{\"type\":\"urn:millrace:problem:x\",\"detail\":\"the scope is too long\"}";
        return function.request("/dead-letters")
                .header("ce-specversion", "1.0")
                .header("ce-id", "e-1")
                .header("ce-source", "urn:millrace:test")
                .header("ce-type", "millrace.reindex.requested.v1")
                .header("ce-tenant", "default")
                .header("ce-knativeerrordest", subscriber.url())
                .header("ce-knativeerrorcode", "400")
                .header(
                        "ce-knativeerrordata",
                        Base64.getEncoder().encodeToString(problem.getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"a\":1}"));
    }

    private static HttpResponse<String> replay(Deployable function, String id) throws IOException {
        return function.send(function.request("/dead-letters/" + id + "/replay").POST(BodyPublishers.noBody()));
    }

    private static HttpResponse<String> replay(RunningStack stack, String path) {
        return stack.send(HttpRequest.newBuilder(URI.create(stack.url(path))).POST(BodyPublishers.noBody()));
    }

    private static JsonNode letters(Deployable function) throws IOException {
        return RunningStack.JSON
                .readTree(
                        function.send(function.request("/dead-letters?function=127&type=millrace.reindex.requested.v1"))
                                .body())
                .path("deadLetters");
    }

    private static JsonNode letters(RunningStack stack, String query) {
        return stack.json(stack.get("/v1/dead-letters" + query)).path("deadLetters");
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** A server that answers as it is told and notes the ids of the events that it gets. */
    private static final class Answers implements AutoCloseable {

        private record Answer(int status, String reply) {}

        private final HttpServer server;
        private final Queue<Answer> next = new ConcurrentLinkedQueue<>();
        private final Queue<String> ids = new ConcurrentLinkedQueue<>();

        Answers() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::answer);
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        }

        /** @param reply id of the event to reply with; null for none */
        void next(int status, @Nullable String reply) {
            next.add(new Answer(status, reply == null ? "" : reply));
        }

        List<String> ids() {
            return new ArrayList<>(ids);
        }

        private void answer(HttpExchange exchange) throws IOException {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                ids.add(String.valueOf(exchange.getRequestHeaders().getFirst("ce-id")));
                Answer answer = next.isEmpty() ? new Answer(202, "") : next.remove();
                if (!answer.reply().isEmpty()) {
                    exchange.getResponseHeaders().set("ce-specversion", "1.0");
                    exchange.getResponseHeaders().set("ce-id", answer.reply());
                    exchange.getResponseHeaders().set("ce-source", "urn:millrace:test");
                    exchange.getResponseHeaders().set("ce-type", "t");
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(answer.status(), body.length);
                    exchange.getResponseBody().write(body);
                } else {
                    exchange.sendResponseHeaders(answer.status(), -1);
                }
            }
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
