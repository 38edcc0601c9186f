package io.millrace.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.QueueDispatcher;
import mockwebserver3.RecordedRequest;
import okhttp3.Protocol;

/** A server with answers in the shapes that the servers document (src/test/resources/fixtures); none was recorded from a running one. */
final class FakeServer implements AutoCloseable {

    private final MockWebServer server = new MockWebServer();

    FakeServer() {
        this(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1));
    }

    FakeServer(List<Protocol> protocols) {
        server.setProtocols(protocols);
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String fixture(String name) {
        try (InputStream in = FakeServer.class.getResourceAsStream("/fixtures/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FakeServer answers(int status, String body) {
        return answers(new MockResponse.Builder().code(status).body(body).build());
    }

    FakeServer answers(MockResponse response) {
        server.enqueue(response);
        return this;
    }

    /** Forgets what it was to answer, and answers this so many times. */
    FakeServer answersFirst(String body, int times) {
        server.setDispatcher(new QueueDispatcher());
        for (int i = 0; i < times; i++) {
            answers(200, body);
        }
        return this;
    }

    URI base() {
        return server.url("/").uri();
    }

    ModelEndpoint endpoint() {
        return new ModelEndpoint(server.url("/").uri(), "all-minilm", Duration.ofSeconds(5), "k3y");
    }

    ModelEndpoint endpoint(Duration timeout) {
        return new ModelEndpoint(server.url("/").uri(), "all-minilm", timeout);
    }

    RecordedRequest request() throws InterruptedException {
        return server.takeRequest();
    }

    String body() throws InterruptedException {
        return Objects.requireNonNull(request().getBody()).utf8();
    }

    int requests() {
        return server.getRequestCount();
    }

    @Override
    public void close() {
        server.close();
    }
}
