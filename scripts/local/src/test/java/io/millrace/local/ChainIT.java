package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.document.DocumentKey;
import io.millrace.source.folder.FolderUris;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real documents through real events into a real index, and questions answered from it. */
class ChainIT {

    private static final Path HANDBOOK =
            Path.of(System.getProperty("millrace.repository"), "scripts/local/src/main/resources/handbook");

    @TempDir
    static Path folder;

    @TempDir
    static Path data;

    private static RunningStack stack;

    @BeforeAll
    static void ingestTheHandbook() throws IOException {
        try (Stream<Path> files = Files.list(HANDBOOK)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        stack = RunningStack.start(data);
        register(folder);
        notifyAll(folder);
        stack.awaitQuiet();
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void everyFormatOfTheHandbookIsIndexed() {
        JsonNode documents = stack.json(stack.get("/v1/documents?limit=100")).path("documents");

        List<String> handbook = new ArrayList<>();
        documents.forEach(document -> {
            String uri = document.path("uri").asText();
            if (uri.matches(".*/(architecture\\.md|delivery\\.html|answers\\.pdf|operations\\.docx)")) {
                handbook.add(document.path("state").asText());
                assertThat(document.path("chunks").asInt()).as(uri).isPositive();
            }
        });
        assertThat(handbook).hasSize(4).containsOnly("indexed");
    }

    @Test
    void anAnswerQuotesADocumentAndSaysWhere() throws IOException {
        JsonNode reply = chat("millrace", "What happens to a sentence that no passage supports?");

        JsonNode millrace = reply.path("millrace");
        assertThat(millrace.path("answered").asBoolean()).isTrue();
        assertThat(reply.at("/choices/0/message/content").asText()).containsIgnoringCase("dropped");
        JsonNode citation = millrace.path("citations").get(0);
        assertThat(citation.path("uri").asText()).endsWith("answers.pdf");
        assertThat(citation.path("page").asInt()).isEqualTo(2);
        assertThat(citation.path("quote").asText()).isNotBlank();
        assertThat(reply.at("/choices/0/message/content").asText()).contains("[1]");
    }

    @Test
    void whatTheDocumentsDoNotSayIsNotAnswered() throws IOException {
        JsonNode reply = chat("millrace", "Who won the football world cup of 1974?");

        assertThat(reply.at("/millrace/answered").asBoolean()).isFalse();
        assertThat(reply.at("/millrace/citations")).isEmpty();
    }

    @Test
    void streamingGivesTheSameAnswerAsPlain() throws IOException {
        String question = "How often is a failed delivery retried?";
        String plain =
                chat("millrace", question).at("/choices/0/message/content").asText();

        HttpResponse<String> stream = stack.postJson(
                "/v1/chat/completions",
                request("millrace", question).put("stream", true).toString());

        assertThat(stream.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        StringBuilder text = new StringBuilder();
        List<String> events =
                stream.body().lines().filter(line -> line.startsWith("data: ")).toList();
        for (String event : events.subList(0, events.size() - 1)) {
            JsonNode chunk = RunningStack.JSON.readTree(event.substring("data: ".length()));
            text.append(chunk.at("/choices/0/delta/content").asText(""));
        }
        assertThat(text.toString()).isEqualTo(plain);
        assertThat(events.getLast()).isEqualTo("data: [DONE]");
        assertThat(events.get(events.size() - 2))
                .contains("\"finish_reason\":\"stop\"")
                .contains("\"citations\"");
    }

    @Test
    void generationShowsWhatVerificationKept() throws IOException {
        JsonNode reply = chat("millrace-generate", "How often is a failed delivery retried?");

        JsonNode millrace = reply.path("millrace");
        assertThat(millrace.path("answered").asBoolean()).isTrue();
        assertThat(millrace.path("citations")).isNotEmpty();
        assertThat(millrace.path("mode").asText()).isIn("generate", "quote");
        if (millrace.path("mode").asText().equals("quote")) {
            assertThat(millrace.path("degraded").asBoolean()).isTrue();
            assertThat(millrace.path("reason").asText()).isNotBlank();
        } else {
            assertThat(reply.at("/usage/completion_tokens").asInt()).isPositive();
        }
    }

    @Test
    void theEventPathGivesTheFastPathsAnswer() throws IOException {
        String question = "What does exit code 4 mean?";
        String fast =
                chat("millrace", question).at("/choices/0/message/content").asText();

        JsonNode asked = stack.json(stack.postJson(
                "/v1/questions",
                RunningStack.JSON.createObjectNode().put("question", question).toString()));
        JsonNode answered =
                stack.json(stack.get("/v1/questions/" + asked.path("id").asText() + "?wait=30"));

        assertThat(answered.path("state").asText()).isEqualTo("answered");
        assertThat(answered.at("/answer/text").asText()).isEqualTo(fast);
    }

    @Test
    void theEventPathKeepsToAFilterAndExplainsItself() throws IOException {
        ObjectNode question = RunningStack.JSON.createObjectNode().put("question", "What does exit code 4 mean?");
        question.put("explain", true).putObject("filter").put("contentType", "application/pdf");

        JsonNode asked = stack.json(stack.postJson("/v1/questions", question.toString()));
        JsonNode answered =
                stack.json(stack.get("/v1/questions/" + asked.path("id").asText() + "?wait=30"));

        assertThat(answered.path("state").asText()).isEqualTo("answered");
        assertThat(answered.at("/explanation/passages")).isNotEmpty();
        assertThat(answered.at("/explanation/terms")).isEmpty();
        assertThat(answered.at("/answer/citations").findValuesAsText("uri")).allMatch(uri -> uri.endsWith(".pdf"));
    }

    @Test
    void aDeletedDocumentIsGoneWhenTheCallReturns() throws IOException {
        String id = upload("upload:deleted.txt", "The zanzibar protocol needs seven purple keys.");
        assertThat(found("zanzibar protocol", id)).isTrue();

        HttpResponse<String> deleted = stack.send(HttpRequest.newBuilder(URI.create(stack.url("/v1/documents/" + id)))
                .DELETE());

        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(found("zanzibar protocol", id)).isFalse();
        assertThat(stack.get("/v1/documents/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void whatOnlyAGroupMaySeeIsNotFoundWithoutIdentity() throws IOException {
        String secret = upload("upload:secret.txt&access=group:board", "The quasar merger closes on the ninth of May.");
        String open = upload("upload:open.txt", "The quasar telescope opens on the ninth of May.");

        assertThat(found("quasar ninth of May", open)).isTrue();
        assertThat(found("quasar merger", secret)).isFalse();
        assertThat(chat("millrace", "When does the quasar merger close?").toString())
                .doesNotContain("merger closes");
    }

    @Test
    void aChangedFileIsReplacedAndAnUnchangedOneIsNotTouched() throws IOException {
        Path changing = folder.resolve("changing.md");
        Path steady = folder.resolve("steady.md");
        Files.writeString(changing, "# Crane\n\nThe crane lifts forty tonnes of basalt.\n");
        Files.writeString(steady, "# Ferry\n\nThe ferry crosses the fjord at dawn.\n");
        notifyAll(folder);
        stack.awaitQuiet();
        JsonNode before = document(changing);
        JsonNode steadyBefore = document(steady);

        Files.writeString(changing, "# Crane\n\nThe crane lifts ninety tonnes of granite.\n");
        Files.setLastModifiedTime(changing, FileTime.from(Instant.now().plusSeconds(5)));
        notifyAll(folder);
        stack.awaitQuiet();

        assertThat(document(changing).path("version")).isNotEqualTo(before.path("version"));
        assertThat(document(steady)).isEqualTo(steadyBefore);
        assertThat(texts("crane lifts tonnes")).anyMatch(text -> text.contains("granite"));
        assertThat(texts("crane lifts tonnes")).noneMatch(text -> text.contains("basalt"));
    }

    @Test
    void aRequestedReindexFindsWhatNoNotificationTold() throws IOException {
        Path silent = folder.resolve("silent.md");
        Files.writeString(silent, "# Heron\n\nThe heron nests on the northern weir.\n");

        HttpResponse<String> accepted = stack.send(
                event("millrace.reindex.requested.v1", UUID.randomUUID().toString(), stack.broker("/millrace/millrace"))
                        .POST(BodyPublishers.ofString("{\"tenant\":\"default\",\"scope\":\"\",\"mode\":\"changed\"}")));
        assertThat(accepted.statusCode()).isEqualTo(202);
        RunningStack.await(() -> document(silent).path("state").asText().equals("indexed"));

        String id = id(silent);
        Files.delete(silent);
        stack.send(
                event("millrace.reindex.requested.v1", UUID.randomUUID().toString(), stack.broker("/millrace/millrace"))
                        .POST(BodyPublishers.ofString("{\"tenant\":\"default\",\"scope\":\"\",\"mode\":\"changed\"}")));

        RunningStack.await(() -> stack.get("/v1/documents/" + id).statusCode() == 404);
    }

    private static boolean found(String query, String document) throws IOException {
        JsonNode passages = stack.json(stack.postJson(
                        "/v1/search",
                        RunningStack.JSON.createObjectNode().put("query", query).toString()))
                .path("passages");
        for (JsonNode passage : passages) {
            if (passage.path("document").asText().equals(document)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> texts(String query) throws IOException {
        List<String> texts = new ArrayList<>();
        stack.json(stack.postJson(
                        "/v1/search",
                        RunningStack.JSON.createObjectNode().put("query", query).toString()))
                .path("passages")
                .forEach(passage -> texts.add(passage.path("text").asText()));
        return texts;
    }

    private static String upload(String uri, String text) throws IOException {
        HttpResponse<String> uploaded =
                stack.send(HttpRequest.newBuilder(URI.create(stack.url("/v1/documents?uri=" + uri)))
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString(text)));
        assertThat(uploaded.statusCode()).isEqualTo(202);
        stack.awaitQuiet();
        return stack.json(uploaded).path("id").asText();
    }

    private static JsonNode document(Path file) throws IOException {
        return stack.json(stack.get("/v1/documents/" + id(file)));
    }

    private static String id(Path file) throws IOException {
        return DocumentKey.of("default", FolderUris.of(file)).id();
    }

    private static JsonNode chat(String model, String question) throws IOException {
        HttpResponse<String> reply =
                stack.postJson("/v1/chat/completions", request(model, question).toString());
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return stack.json(reply);
    }

    private static ObjectNode request(String model, String question) {
        ObjectNode request = RunningStack.JSON.createObjectNode().put("model", model);
        request.putArray("messages").addObject().put("role", "user").put("content", question);
        return request;
    }

    private static void register(Path root) {
        HttpResponse<String> registered = stack.postJson(
                "/v1/sources",
                RunningStack.JSON
                        .createObjectNode()
                        .put("root", root.toString())
                        .toString());
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(200);
    }

    private static void notifyAll(Path root) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            for (Path file : files.toList()) {
                ObjectNode data = RunningStack.JSON
                        .createObjectNode()
                        .put("uri", FolderUris.of(file))
                        .put("size", Files.size(file))
                        .put(
                                "modifiedAt",
                                Files.getLastModifiedTime(file).toInstant().toString());
                HttpResponse<String> taken = stack.send(
                        event("millrace.file.changed.v1", UUID.randomUUID().toString(), URI.create(stack.url("/")))
                                .POST(BodyPublishers.ofString(data.toString())));
                assertThat(taken.statusCode()).as(taken.body()).isEqualTo(204);
            }
        }
    }

    private static HttpRequest.Builder event(String type, String id, URI target) {
        return HttpRequest.newBuilder(target)
                .header("ce-specversion", "1.0")
                .header("ce-id", id)
                .header("ce-source", "urn:millrace:test")
                .header("ce-type", type)
                .header("Content-Type", "application/json");
    }
}
