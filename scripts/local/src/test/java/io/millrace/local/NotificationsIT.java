package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Storage notifications at the running stack, as far as no bucket is registered: what can't be taken must not vanish. */
class NotificationsIT {

    private static final Path GOLDEN = Path.of(
            System.getProperty("millrace.repository"), "functions/contracts/src/test/resources/ObjectChangesTest");

    @TempDir
    private Path data;

    @Test
    void whatCantBeTakenIsADeadLetterAndTheNotifierIsContent() throws IOException {
        try (RunningStack stack = RunningStack.start(data)) {
            assertThat(post(stack, "s3-test-event").path("ignored").asInt()).isOne();
            assertThat(post(stack, "s3-unknown-type").path("refused").asInt()).isOne();
            assertThat(post(stack, "gcs-push-finalize").path("refused").asInt()).isOne();

            RunningStack.await(() -> stack.deadLetters().size() == 2);
            Set<String> letters = new TreeSet<>();
            stack.deadLetters()
                    .forEach(letter -> letters.add(letter.path("type").asText() + " "
                            + letter.path("status").asInt()));
            assertThat(letters)
                    .containsExactly("millrace.notification.refused.v1 403", "millrace.notification.refused.v1 422");
        }
    }

    private static JsonNode post(RunningStack stack, String golden) throws IOException {
        HttpResponse<String> answer = stack.postJson(
                "/notifications", Files.readString(GOLDEN.resolve(golden).resolve("body.json")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return stack.json(answer);
    }
}
