package io.millrace.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;

/** Takes every event with 204, notes when each of a {@link Batch} first came, and can be away. */
final class CountingSubscriber implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";

    private final Vertx vertx = Vertx.vertx(EventLoad.oneEventLoop());
    private final int port;
    private HttpServer server;
    private volatile Batch batch = new Batch(0);

    CountingSubscriber() {
        server = listen(0);
        port = server.actualPort();
    }

    private HttpServer listen(int onPort) {
        return await(
                vertx.createHttpServer(new HttpServerOptions().setHost(LOOPBACK).setPort(onPort))
                        .requestHandler(this::take)
                        .listen());
    }

    /** The header is there as soon as the request is; its body is read and dropped. */
    private void take(HttpServerRequest request) {
        batch.received(Integer.parseInt(request.getHeader("ce-id")), System.nanoTime());
        request.endHandler(ended -> request.response().setStatusCode(204).end());
        request.resume();
    }

    URI address() {
        return URI.create("http://" + LOOPBACK + ":" + port + "/");
    }

    /** From here on the events of this batch are counted. */
    void expect(Batch next) {
        batch = next;
    }

    /** Closes the port and all connections. */
    void goAway() {
        await(server.close());
    }

    /** Listens again where it did before. */
    void comeBack() {
        server = listen(port);
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
