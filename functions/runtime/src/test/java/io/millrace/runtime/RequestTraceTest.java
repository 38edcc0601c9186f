package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTraceTest {

    private static final String EVENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String REQUEST = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static Vertx vertx;
    private static HttpServer server;

    @BeforeAll
    static void start() throws Exception {
        RequestTrace trace = new RequestTrace();
        vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        router.route().handler(RequestTrace::keep);
        // On another thread, as functions work.
        router.route("/trace")
                .blockingHandler(call -> call.end(trace.traceparent().orElse("none")));
        router.route("/chain")
                .blockingHandler(call -> call.end(trace.start("acme").traceparent()));
        router.route("/")
                .blockingHandler(call -> call.end(trace.traceparent().orElse("none") + " "
                        + call.request().getHeader("ce-traceparent")));
        server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(router)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void theEventsTraceGoesBeforeThatOfTheRequest() throws Exception {
        assertThat(ask("/trace", "ce-traceparent", EVENT, "traceparent", REQUEST))
                .isEqualTo(EVENT);
        assertThat(ask("/trace", "traceparent", REQUEST)).isEqualTo(REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-abc",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"
            })
    void nonsenseIsNoTrace(String nonsense) throws Exception {
        assertThat(ask("/trace", "traceparent", nonsense)).isEqualTo("none");
        assertThat(ask("/trace", "ce-traceparent", nonsense, "traceparent", REQUEST))
                .isEqualTo(REQUEST);
    }

    @Test
    void withoutATraceThereIsNone() throws Exception {
        assertThat(ask("/trace", "accept", "*/*")).isEqualTo("none");
    }

    @Test
    void aChainOfEventsIsOfTheRequestsTrace() throws Exception {
        assertThat(ask("/chain", "traceparent", REQUEST)).isEqualTo(REQUEST);
        assertThat(ask("/chain", "accept", "*/*")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
    }

    @Test
    void anEventWithoutATraceIsOfItsRequestsOrOfANewOneAndSoAreItsCalls() throws Exception {
        assertThat(ask("/", "ce-id", "1", "traceparent", REQUEST)).isEqualTo(REQUEST + " " + REQUEST);

        String[] started = ask("/", "ce-id", "1").split(" ", -1);
        assertThat(started[0]).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01").isEqualTo(started[1]);
    }

    @Test
    void outsideOfARequestThereIsNone() {
        assertThat(new RequestTrace().traceparent()).isEmpty();
        assertThat(new RequestTrace().start("acme").tenant()).isEqualTo("acme");
    }

    private static String ask(String path, String... headers) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
                    .headers(headers)
                    .build();
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }
}
