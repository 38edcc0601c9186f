package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isBelievedOnlyWhereItIsTrusted(boolean trusted) throws Exception {
        assertThat(answerToThisMachine(new Loopback(trusted), "127.0.0.1", null))
                .isEqualTo(Boolean.toString(trusted));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "localhost, -, true",
                "LOCALHOST, -, true",
                "mill.localhost, -, true",
                "[::1], -, true",
                "127.0.0.2, http://localhost:3000, true",
                "localhost, http://[::1]:3000, true",
                "rebound.example, -, false",
                "localhost.example, -, false",
                "192.0.2.1, -, false",
                "localhost, https://example.com, false",
                "localhost, null, false",
                "localhost, not a uri, false",
                "rebound.example, http://rebound.example, false"
            })
    void aBrowserIsBelievedOnlyForPagesOfThisMachineUnderItsOwnName(
            String host, @Nullable String origin, String believed) throws Exception {
        assertThat(answerToThisMachine(new Loopback(true), host, origin)).isEqualTo(believed);
    }

    private static String answerToThisMachine(Loopback loopback, String host, @Nullable String origin)
            throws Exception {
        Vertx vertx = Vertx.vertx();
        // Closed by the garbage collector where nobody holds it.
        HttpClient client = vertx.createHttpClient();
        try {
            Router router = Router.router(vertx);
            router.get().handler(call -> call.end(Boolean.toString(loopback.isCaller(call))));
            HttpServer server = vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            return client.request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
                    .compose(request -> {
                        if (origin != null) {
                            request.putHeader("Origin", origin);
                        }
                        return request.authority(HostAndPort.create(host, server.actualPort()))
                                .send();
                    })
                    .compose(response -> response.body())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS)
                    .toString();
        } finally {
            client.close();
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }
}
