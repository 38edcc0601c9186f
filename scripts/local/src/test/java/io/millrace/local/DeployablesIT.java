package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each function is a deployable of its own: what a container image would hold starts, and refuses a bad event for good. */
class DeployablesIT {

    @ParameterizedTest
    @ValueSource(strings = {"intake", "chunking", "embedding", "reranking", "answering", "reindexing"})
    void aFunctionStartsByItselfAndRefusesABadEvent(String function, @TempDir Path data) throws Exception {
        try (Deployable deployable = new Deployable(function, data)) {
            HttpResponse<String> answer = deployable.post("/", "{}");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("urn:millrace:problem:event-attribute-missing");
        }
    }

    /** More than a web server takes by default. */
    @Test
    void anUploadMayBeLarge(@TempDir Path data) throws Exception {
        try (Deployable deployable = new Deployable("answering", data, "-Dmillrace.access.anonymous=writer")) {
            String form = "--edge\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\n" + "x".repeat(20 << 20)
                    + "\r\n--edge--\r\n";
            HttpResponse<String> answer = deployable.send(deployable
                    .request("/v1/documents")
                    .header("Content-Type", "multipart/form-data; boundary=edge")
                    .POST(BodyPublishers.ofString(form)));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("form-empty");
        }
    }

    /** Its proxy calls from loopback, whoever has called the proxy: that makes nobody the owner here. */
    @Test
    void nobodyIsLetInUnlessConfigured(@TempDir Path data) throws Exception {
        try (Deployable deployable = new Deployable("answering", data)) {
            HttpResponse<String> answer = deployable.post("/v1/search", "{\"query\": \"x\"}");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
            assertThat(answer.body()).contains("key-missing");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "dead-letters")
    void deadLettersOfNobodyAreTaken(String function, @TempDir Path data) throws Exception {
        try (Deployable deployable = new Deployable(function, data)) {
            assertThat(deployable.post("/dead-letters", "{}").statusCode()).isEqualTo(204);
        }
    }
}
