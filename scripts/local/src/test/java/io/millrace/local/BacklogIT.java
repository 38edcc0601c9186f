package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.source.folder.FolderUris;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the model server away documents wait, and those who send more are told to wait too. */
class BacklogIT {

    @TempDir
    private Path temporary;

    @Test
    void moreThanMayWaitIsAnswered429AtEachDoorUntilThereIsRoom() throws IOException {
        Path docs = Files.createDirectory(temporary.toRealPath().resolve("docs"));
        Path file = Files.writeString(docs.resolve("a.md"), "# A\n\nA file.");
        try (RunningStack stack =
                RunningStack.startBoth(temporary.resolve("data"), "-Dmillrace.backlog.max-pending=2")) {
            stack.postJson(
                    "/v1/sources",
                    RunningStack.JSON
                            .createObjectNode()
                            .put("root", docs.toString())
                            .toString());
            stack.killModels();
            RunningStack.await(() -> upload(stack, System.nanoTime()).statusCode() == 429);

            HttpResponse<String> refused = upload(stack, 1);
            HttpResponse<String> notified = notify(stack, file);

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(stack.json(refused).path("title").asText()).isEqualTo("documents-pending");
            assertThat(notified.statusCode()).isEqualTo(429);
            assertThat(notified.headers().firstValue("Retry-After")).isPresent();
            // The count is a second old at most: only as many more came in as that allows.
            assertThat(stack.status().path("pending").asLong()).isGreaterThanOrEqualTo(2);

            stack.startModels();
            RunningStack.await(() -> notify(stack, file).statusCode() == 204);
            stack.awaitQuiet();
            assertThat(stack.deadLetters()).isEmpty();
        }
    }

    private static HttpResponse<String> upload(RunningStack stack, long number) {
        return stack.send(HttpRequest.newBuilder(URI.create(stack.url("/v1/documents?uri=upload:" + number)))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("text " + number)));
    }

    private static HttpResponse<String> notify(RunningStack stack, Path file) throws IOException {
        return stack.send(HttpRequest.newBuilder(URI.create(stack.url("/")))
                .header("ce-specversion", "1.0")
                .header("ce-id", "a")
                .header("ce-source", "urn:millrace:test")
                .header("ce-type", "millrace.file.changed.v1")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"uri\":\"" + FolderUris.of(file) + "\",\"size\":" + Files.size(file)
                        + ",\"modifiedAt\":\"" + Files.getLastModifiedTime(file) + "\"}")));
    }
}
