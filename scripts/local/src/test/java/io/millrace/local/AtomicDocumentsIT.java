package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.document.DocumentKey;
import io.millrace.testkit.TestSize;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Atomic documents (architecture §3.2) through the whole stack: uploads and deletions by {@code /v1/documents}, real events, the real model, and four threads that ask
 * {@code /v1/search} without pause. By default 8 documents replaced 4 times; with {@code -Dmillrace.full=true} 100 replaced 20 times.
 */
class AtomicDocumentsIT {

    private static final long SEED = Long.getLong("millrace.seed", 1);
    private static final int DOCUMENTS = TestSize.of(8, 100);
    private static final int REPLACEMENTS = TestSize.of(4, 20);
    private static final int WRITERS = 8;

    @Test
    void noAnswerMixesVersionsMissesALiveDocumentOrShowsARemovedOne(@TempDir Path data) throws IOException {
        PassedCheck check = PassedCheck.named("atomic-documents");
        assumeThat(check.isOnRecord())
                .as("passed on this commit with this seed before")
                .isFalse();
        System.out.println("AtomicDocumentsIT with -Dmillrace.seed=" + SEED + " " + TestSize.text());
        try (RunningStack stack = RunningStack.start(data)) {
            var exercise = new ChangingDocuments(new StackTarget(stack), DOCUMENTS, REPLACEMENTS, WRITERS, SEED);

            ChangingDocuments.Outcome outcome = exercise.run();

            System.out.println(outcome.answers() + " answers");
            assertThat(outcome.faults()).as("seed %d", SEED).isEmpty();
            exercise.assertAllThere();
            assertThat(stack.deadLetters()).isEmpty();
        }
        check.record();
    }

    private record StackTarget(RunningStack stack) implements ChangingDocuments.Target {

        /** More than ten documents have passages. */
        private static final int K = 200;

        @Override
        public void replace(String group, String document, int version, String text) throws IOException {
            HttpResponse<String> uploaded = stack.send(
                    HttpRequest.newBuilder(URI.create(stack.url("/v1/documents?uri=" + uri(group, document))))
                            .header("Content-Type", "text/plain")
                            .POST(BodyPublishers.ofString(text)));
            assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(202);
            String path = path(group, document);
            RunningStack.await(() -> {
                JsonNode state = stack.json(stack.get(path));
                return state.path("state").asText().equals("indexed")
                        && !state.path("changing").asBoolean();
            });
        }

        @Override
        public void remove(String group, String document, int version) {
            HttpResponse<String> deleted =
                    stack.send(HttpRequest.newBuilder(URI.create(stack.url(path(group, document))))
                            .DELETE());
            assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(200);
        }

        @Override
        public List<String> search(String group) {
            HttpResponse<String> found = stack.postJson(
                    "/v1/search",
                    RunningStack.JSON
                            .createObjectNode()
                            .put("query", "Which document has which sentence in which version?")
                            .put("k", K)
                            .put("uriPrefix", uri(group, ""))
                            .toString());
            assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
            List<String> texts = new ArrayList<>();
            stack.json(found)
                    .path("passages")
                    .forEach(passage -> texts.add(passage.path("text").asText()));
            return texts;
        }

        private static String path(String group, String document) {
            return "/v1/documents/"
                    + DocumentKey.of(DocumentKey.DEFAULT_TENANT, uri(group, document))
                            .id();
        }

        private static String uri(String group, String document) {
            return "upload:" + group + "/" + document;
        }
    }
}
