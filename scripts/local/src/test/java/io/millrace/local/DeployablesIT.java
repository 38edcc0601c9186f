package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A function as its container image starts it, told nothing. How they do together: {@link SeparateProcessesIT}. */
class DeployablesIT {

    /** Its proxy calls from loopback, whoever has called the proxy: that makes nobody the owner here. */
    @Test
    void nobodyIsLetInUnlessConfigured(@TempDir Path data) throws Exception {
        try (Deployable deployable = new Deployable("answering", data)) {
            HttpResponse<String> answer = deployable.post("/v1/search", "{\"query\": \"x\"}");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
            assertThat(answer.body()).contains("key-missing");
        }
    }
}
