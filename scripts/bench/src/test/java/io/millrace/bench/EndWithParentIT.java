package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EndWithParentIT {

    @Test
    void whatAMeasurementHasStartedEndsWithIt() throws IOException {
        Process measurement = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Measurement.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ProcessHandle started;
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(measurement.getInputStream(), StandardCharsets.UTF_8))) {
            started = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
            assertThat(started.isAlive()).isTrue();

            measurement.getOutputStream().close();

            await().atMost(Duration.ofSeconds(30)).until(() -> !measurement.isAlive());
        }
        try {
            await().atMost(Duration.ofSeconds(10)).until(() -> !started.isAlive());
        } finally {
            started.destroyForcibly();
        }
    }

    /** Starts another process, as a bench starts the model server, and says which. */
    static final class Measurement {

        private Measurement() {}

        public static void main(String[] none) throws IOException, InterruptedException {
            EndWithParent.watch();
            Process other = new ProcessBuilder("sleep", "600").start();
            System.out.println(other.pid());
            other.waitFor();
        }
    }
}
