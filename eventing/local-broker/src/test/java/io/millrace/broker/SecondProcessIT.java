package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.problem.ProblemException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecondProcessIT {

    @Test
    void refusesADirectoryThatAnotherProcessHas(@TempDir Path directory) throws Exception {
        Process first = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledBroker.class.getName(),
                        directory.toString(),
                        "http://127.0.0.1:1/",
                        "0",
                        "0",
                        "false")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output =
                        new BufferedReader(new InputStreamReader(first.getInputStream(), StandardCharsets.UTF_8));
                BrokerFixture second = new BrokerFixture(directory).trigger("sub", "a", BrokerFixture.FAST)) {
            String ingress = output.readLine();
            assertThat(ingress).startsWith("http");

            assertThatThrownBy(second::start)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().code()).isEqualTo("broker-data-in-use"))
                    .hasMessageContaining("events.mv")
                    .hasMessageContaining("Stop that one");

            assertThat(second.call(java.net.http.HttpRequest.newBuilder(URI.create(ingress))
                                    .build())
                            .statusCode())
                    .as("the first one still works")
                    .isEqualTo(405);
        } finally {
            first.destroyForcibly();
        }
    }
}
