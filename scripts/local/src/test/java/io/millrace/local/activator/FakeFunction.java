package io.millrace.local.activator;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Lives of a function in this process: each an HTTP server. It listens when told to. */
final class FakeFunction implements FunctionProcess.Starter {

    private final Vertx vertx;
    private final Handler<HttpServerRequest> handler;
    final List<Life> lives = new CopyOnWriteArrayList<>();
    volatile boolean listensAtOnce = true;
    volatile boolean diesAtOnce;

    FakeFunction(Vertx vertx, Handler<HttpServerRequest> handler) {
        this.vertx = vertx;
        this.handler = handler;
    }

    @Override
    public FunctionProcess start() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Life life = new Life(port, lives.size() + 1);
        lives.add(life);
        if (diesAtOnce) {
            life.kill();
        } else if (listensAtOnce) {
            life.listen();
        }
        return life;
    }

    final class Life implements FunctionProcess {

        private final int port;
        private final long pid;
        private final HttpServer server;
        private final CompletableFuture<Integer> exit = new CompletableFuture<>();

        Life(int port, long pid) {
            this.port = port;
            this.pid = pid;
            this.server = vertx.createHttpServer(
                            new HttpServerOptions().setHost("127.0.0.1").setPort(port))
                    .requestHandler(handler);
        }

        void listen() {
            server.listen().toCompletionStage().toCompletableFuture().join();
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public long pid() {
            return pid;
        }

        @Override
        public void terminate() {
            end(143);
        }

        @Override
        public void kill() {
            end(137);
        }

        private void end(int code) {
            server.close().onComplete(closed -> exit.complete(code));
        }

        @Override
        public CompletableFuture<Integer> exit() {
            return exit;
        }
    }
}
