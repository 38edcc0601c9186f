package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API tells of a document's way, through the real chain. */
class LedgerIT {

    private static final int SECTIONS = 40;

    @TempDir
    static Path data;

    private static RunningStack stack;

    @BeforeAll
    static void start() throws IOException {
        stack = RunningStack.startBoth(data, "-Dmillrace.quotas.documents=3");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @BeforeEach
    void deleteAll() {
        for (JsonNode document : stack.json(stack.get("/v1/documents")).path("documents")) {
            delete(document);
        }
    }

    @Test
    void anEditEmbedsOnlyWhatItChangedAndSaysHowLongItTook() throws IOException {
        JsonNode first = indexed("upload:chronicle.md", chronicle("ground"));
        assertThat(first.path("chunks").asInt()).isGreaterThanOrEqualTo(SECTIONS);
        assertThat(first.path("chunksEmbedded").asInt())
                .isEqualTo(first.path("chunks").asInt());

        JsonNode edited = indexed("upload:chronicle.md", chronicle("spilt"));

        assertThat(edited.path("chunks").asInt()).isEqualTo(first.path("chunks").asInt());
        assertThat(edited.path("chunksEmbedded").asInt()).isOne();
        assertThat(edited.path("bytes").asInt()).isEqualTo(chronicle("spilt").length());
        assertThat(edited.path("configuration")).isEqualTo(first.path("configuration"));
        assertThat(edited.path("sequence").asText())
                .isGreaterThan(first.path("sequence").asText());
        assertThat(edited.path("freshnessMillis").asLong()).isPositive();
        for (String stage : new String[] {"fetchMicros", "parseMicros", "chunkMicros", "embedMicros"}) {
            assertThat(edited.path("timings").path(stage).asLong()).as(stage).isPositive();
        }
        JsonNode again = indexed("upload:chronicle.md", chronicle("spilt"));
        assertThat(again.path("chunksEmbedded").asInt()).isZero();
    }

    @Test
    void aDocumentOverTheQuotaIsRejectedUntilAnotherOneGoes() throws IOException {
        indexed("upload:a.txt", "The heron waits.");
        indexed("upload:b.txt", "The otter swims.");
        JsonNode third = indexed("upload:c.txt", "The eel climbs.");
        JsonNode over = settled("upload:d.txt", "The pike hides.");

        assertThat(over.path("code").asText()).isEqualTo("document-over-quota");
        assertThat(over.path("reason").asText()).contains("may have 3 documents", "millrace.quotas.documents");
        JsonNode status = stack.status();
        assertThat(status.at("/quotas/documents/use").asInt()).isEqualTo(3);
        assertThat(status.at("/quotas/documents/limit").asInt()).isEqualTo(3);
        assertThat(status.at("/rejections/0/id")).isEqualTo(over.path("id"));

        delete(third);
        indexed("upload:d.txt", "The pike hides.");
    }

    @Test
    void whyADocumentTakesSoLongStandsInTheLedger() throws IOException {
        stack.killModels();
        String id = upload("upload:a.txt", "The heron waits for the model.");
        RunningStack.await(
                () -> document(id).path("failedAttempts").path("count").asInt() > 0);

        JsonNode waiting = document(id);
        assertThat(waiting.at("/failedAttempts/code").asText()).isEqualTo("model-unavailable");
        assertThat(waiting.at("/underWay/stage").asText()).isEqualTo("announced");
        assertThat(stack.status().at("/stages/announced").asInt()).isOne();

        stack.startModels();
        stack.awaitReady();
        stack.awaitQuiet();
        assertThat(document(id).path("state").asText()).isEqualTo("indexed");
        assertThat(document(id).at("/failedAttempts/count").asInt()).isPositive();
    }

    private static JsonNode indexed(String uri, String text) throws IOException {
        JsonNode document = settled(uri, text);
        assertThat(document.path("state").asText()).as(document.toString()).isEqualTo("indexed");
        return document;
    }

    private static JsonNode settled(String uri, String text) throws IOException {
        String id = upload(uri, text);
        RunningStack.await(() -> !document(id).path("changing").asBoolean());
        return document(id);
    }

    private static String upload(String uri, String text) {
        HttpResponse<String> uploaded =
                stack.send(HttpRequest.newBuilder(URI.create(stack.url("/v1/documents?uri=" + uri)))
                        .header("Content-Type", uri.endsWith(".md") ? "text/markdown" : "text/plain")
                        .POST(BodyPublishers.ofString(text)));
        assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(202);
        return id(stack.json(uploaded));
    }

    private static void delete(JsonNode document) {
        stack.send(HttpRequest.newBuilder(URI.create(stack.url("/v1/documents/" + id(document))))
                .DELETE());
    }

    private static String id(JsonNode document) {
        return document.path("id").asText();
    }

    private static JsonNode document(String id) {
        return stack.json(stack.get("/v1/documents/" + id));
    }

    /** A section and a chunk a year. */
    private static String chronicle(String verb) {
        StringBuilder text = new StringBuilder("# Chronicle of the mill\n\n");
        for (int year = 0; year < SECTIONS; year++) {
            text.append("## The year ").append(1800 + year).append("\n\n");
            for (int month = 1; month <= 12; month++) {
                text.append("In month ")
                        .append(month)
                        .append(" the miller ")
                        .append(year == SECTIONS / 2 && month == 6 ? verb : "ground")
                        .append(" some sacks of grain for the village. ");
            }
            text.append("\n\n");
        }
        return text.toString();
    }
}
