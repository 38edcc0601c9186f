package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.broker.Differences.ShownHere;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statuses are those that the ingress of a real Kafka broker gave. */
class IngressTest {

    private static final String STRUCTURED =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"a\",\"data\":{}}";

    private BrokerFixture fixture;

    @BeforeEach
    void setUp(@TempDir Path directory) {
        fixture = new BrokerFixture(directory);
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();
    }

    @AfterEach
    void tearDown() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ce-specversion, , 400",
        "ce-id, , 400",
        "ce-type, , 400",
        "ce-source, , 400",
        "ce-specversion, 0.3, 202",
        "ce-specversion, 2.0, 400",
        "ce-id, '', 202",
        "ce-type, '', 202",
        "ce-source, '', 202",
        "ce-source, 'not a uri %%', 400",
        "ce-time, yesterday, 400",
        "ce-UPPER, x, 202",
        "ce-with-dash, x, 400",
        "Content-Type, , 202",
    })
    void answersABinaryEventWithOneHeaderChanged(String header, String value, int status) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                fixture.event("a", "1").header("x", "y").build(), (name, v) -> !name.equalsIgnoreCase(header));
        if (value != null) {
            request.header(header, value);
        }

        assertThat(fixture.call(request.build()).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/cloudevents+json | " + STRUCTURED + " | 202",
                "application/cloudevents+json | {\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"a\",\"data_base64\":\"AQID\"} | 202",
                "application/cloudevents+json | {broken | 400",
                "application/cloudevents+json | {\"id\":\"1\",\"source\":\"/s\",\"type\":\"a\"} | 400",
                "application/cloudevents+json | {\"specversion\":\"1.0\",\"source\":\"/s\",\"type\":\"a\"} | 400",
                "application/cloudevents+json | {\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\"} | 400",
                "application/cloudevents+json | {\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"a\"} | 400",
                "application/cloudevents+json | null | 400",
                "application/cloudevents+json | '' | 400",
                "application/cloudevents-batch+json | [" + STRUCTURED + "] | 400",
                "application/json | {} | 400",
                "text/plain | hello | 400",
            })
    void answersOtherBodies(String contentType, String body, int status) {
        HttpRequest request = HttpRequest.newBuilder(fixture.broker().ingress())
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body))
                .build();

        var response = fixture.call(request);

        assertThat(response.statusCode()).isEqualTo(status);
        if (status == 400) {
            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(response.body()).contains("urn:millrace:problem:event-invalid");
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, 405", "PUT, 405", "DELETE, 405", "OPTIONS, 405", "PATCH, 405"})
    void takesNoOtherMethod(String method, int status) {
        HttpRequest request = HttpRequest.newBuilder(fixture.broker().ingress())
                .method(method, BodyPublishers.noBody())
                .build();

        assertThat(fixture.call(request).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"/test/other, 404", "/other/main, 404", "/, 404", "/test, 404", "/test/main/, 202", "/test/main/x, 404"
    })
    void knowsOnlyItsOwnPath(String path, int status) {
        URI uri = fixture.broker().ingress().resolve(path);

        assertThat(fixture.call(fixture.event("a", "1").uri(uri).build()).statusCode())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"1000000, 202", "1048575, 202", "1048576, 503", "5000000, 503"})
    void limitsTheBody(int bytes, int status) {
        HttpRequest request = fixture.event("a", "1")
                .POST(BodyPublishers.ofByteArray(new byte[bytes]))
                .build();

        assertThat(fixture.call(request).statusCode()).isEqualTo(status);
    }

    @Test
    void refusesHeadersThatAreTooLong() {
        HttpRequest request =
                fixture.event("a", "1").header("ce-long", "x".repeat(60_000)).build();

        assertThat(fixture.call(request).statusCode()).isEqualTo(431);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "rebound.example, -, 403",
                "localhost, https://elsewhere.example, 403",
                "localhost, http://localhost:3000, 202",
                "'[::1]:80', -, 202"
            })
    @ShownHere("no-pages-elsewhere")
    void pagesElsewhereAreRefused(String host, @Nullable String origin, int status) throws IOException {
        String head = "POST " + fixture.broker().ingress().getPath() + " HTTP/1.1\r\nHost: " + host
                + (origin == null ? "" : "\r\nOrigin: " + origin)
                + "\r\nContent-Length: 2\r\nContent-Type: application/json\r\n"
                + "ce-specversion: 1.0\r\nce-id: 1\r\nce-source: /s\r\nce-type: a\r\n\r\n";

        try (RawHttp http = new RawHttp(fixture.broker().ingress())) {
            assertThat(http.exchange(
                            head.getBytes(StandardCharsets.US_ASCII), "{}".getBytes(StandardCharsets.US_ASCII)))
                    .isEqualTo(status);
        }
    }

    @Test
    void givesUpASenderThatStalls() throws IOException {
        fixture.broker().close();
        fixture.with(s -> s.withBodyTime(Duration.ofMillis(200))).start();
        String head = "POST " + fixture.broker().ingress().getPath()
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\nContent-Type: application/json\r\n"
                + "ce-specversion: 1.0\r\nce-id: 1\r\nce-source: /s\r\nce-type: a\r\n\r\n";

        try (RawHttp http = new RawHttp(fixture.broker().ingress())) {
            assertThat(http.exchange(head.getBytes(StandardCharsets.US_ASCII), new byte[500]))
                    .isEqualTo(408);
        }

        assertThat(fixture.send("a", "2")).isEqualTo(202);
    }

    @Test
    void countsWhatItTook() {
        fixture.send("a", "1");
        fixture.send("nobody-wants-it", "2");
        fixture.drained();

        assertThat(fixture.admin("GET", "status").body())
                .contains(
                        "\"accepted\":2", "\"delivered\":1", "\"deadLetters\":0", "\"pending\":0", "\"paused\":false");
    }
}
