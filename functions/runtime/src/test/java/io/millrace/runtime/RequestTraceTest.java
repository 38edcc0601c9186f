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
        router.route().blockingHandler(call -> call.end(trace.traceparent().orElse("none")));
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
        assertThat(ask("ce-traceparent", EVENT, "traceparent", REQUEST)).isEqualTo(EVENT);
        assertThat(ask("traceparent", REQUEST)).isEqualTo(REQUEST);
    }

    @Test
    void withoutATraceOrWithNonsenseThereIsNone() throws Exception {
        assertThat(ask("accept", "*/*")).isEqualTo("none");
        assertThat(ask("traceparent", "00-abc")).isEqualTo("none");
    }

    @Test
    void outsideOfARequestThereIsNone() {
        assertThat(new RequestTrace().traceparent()).isEmpty();
    }

    private static String ask(String... headers) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort()))
                    .headers(headers)
                    .build();
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }
}
