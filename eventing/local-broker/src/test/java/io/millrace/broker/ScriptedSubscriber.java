package io.millrace.broker;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;

/** A real HTTP server whose every path answers, and fails, as a script says; it notes when each request came. */
final class ScriptedSubscriber implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final Map<String, Path> paths = new ConcurrentHashMap<>();

    private volatile boolean forgetful;

    ScriptedSubscriber() {
        // With a linger of 0 a close is a reset.
        server = Contexts.await(vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setMaxHeaderSize(1 << 20)
                        .setSoLinger(0))
                .requestHandler(this::handle)
                .listen());
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.actualPort() + path);
    }

    /** The script says what the n-th request gets, where 1 is the first. */
    ScriptedSubscriber on(String path, IntFunction<Reply> script) {
        path(path).script = script;
        return this;
    }

    ScriptedSubscriber on(String path, Reply always) {
        return on(path, n -> always);
    }

    List<Arrival> arrivals(String path) {
        return List.copyOf(path(path).arrivals);
    }

    /** Milliseconds from each request to the next. */
    List<Long> waitsMillis(String path) {
        List<Arrival> arrivals = arrivals(path);
        List<Long> waits = new CopyOnWriteArrayList<>();
        for (int i = 1; i < arrivals.size(); i++) {
            waits.add((arrivals.get(i).nanos() - arrivals.get(i - 1).nanos()) / 1_000_000);
        }
        return waits;
    }

    /** Forgets what came on a path; its script starts again. */
    void forget(String path) {
        path(path).arrivals.clear();
    }

    /** From here on keeps nothing of what comes. */
    ScriptedSubscriber forgetful() {
        forgetful = true;
        return this;
    }

    private Path path(String path) {
        return paths.computeIfAbsent(path, p -> new Path());
    }

    private void handle(HttpServerRequest request) {
        long nanos = System.nanoTime();
        request.body().onSuccess(body -> {
            Map<String, String> headers = new TreeMap<>();
            request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
            Path path = path(request.path());
            if (forgetful) {
                answer(request, path.script.apply(1));
                return;
            }
            path.arrivals.add(new Arrival(nanos, request.method().name(), headers, body));
            answer(request, path.script.apply(path.arrivals.size()));
        });
    }

    private void answer(HttpServerRequest request, Reply reply) {
        if (reply.delayMillis() > 0) {
            vertx.setTimer(
                    reply.delayMillis(),
                    id -> answer(request, new Reply(reply.status(), reply.headers(), reply.body(), 0)));
        } else if (reply.status() == Reply.RESET) {
            request.connection().close();
        } else if (!request.response().closed()) {
            reply.headers().forEach(request.response()::putHeader);
            request.response().setStatusCode(reply.status()).end(Buffer.buffer(reply.body()));
        }
    }

    @Override
    public void close() {
        Contexts.await(vertx.close());
    }

    private static final class Path {
        private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
        private volatile IntFunction<Reply> script = n -> Reply.of(204);
    }

    /** A request; {@code nanos} is when its headers had come. */
    record Arrival(long nanos, String method, Map<String, String> headers, Buffer body) {}

    /** An answer, after a while. */
    record Reply(int status, Map<String, String> headers, String body, long delayMillis) {

        /** Instead of a status: the connection is reset. */
        static final int RESET = -1;

        static Reply of(int status) {
            return new Reply(status, Map.of(), "", 0);
        }

        Reply with(String header, String value) {
            Map<String, String> all = new TreeMap<>(headers);
            all.put(header, value);
            return new Reply(status, all, body, delayMillis);
        }

        Reply without(String header) {
            Map<String, String> all = new TreeMap<>(headers);
            all.remove(header);
            return new Reply(status, all, body, delayMillis);
        }

        Reply body(String contentType, String text) {
            Reply typed = contentType.isEmpty() ? this : with("content-type", contentType);
            return new Reply(typed.status, typed.headers, text, delayMillis);
        }

        Reply after(long millis) {
            return new Reply(status, headers, body, millis);
        }

        /** A binary event of type {@code reply}. */
        static Reply event(int status, String id) {
            return of(status)
                    .with("ce-specversion", "1.0")
                    .with("ce-id", id)
                    .with("ce-source", "/r")
                    .with("ce-type", "reply")
                    .body("application/json", "{\"y\":2}");
        }

        static Reply structured(int status, String id, String contentType) {
            return of(status)
                    .body(
                            contentType,
                            "{\"specversion\":\"1.0\",\"id\":\"" + id
                                    + "\",\"source\":\"/r\",\"type\":\"reply\",\"datacontenttype\":\"application/json\",\"data\":{\"y\":2}}");
        }
    }
}
