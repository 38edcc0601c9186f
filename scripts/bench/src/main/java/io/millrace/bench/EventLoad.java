package io.millrace.bench;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Posts events of 2 KiB to a broker, over connections that stay open, from one event loop. */
final class EventLoad implements AutoCloseable {

    /** The data of one event. */
    static final int DATA_BYTES = 2048;

    private static final int ACCEPTED = 202;

    private final Vertx vertx = Vertx.vertx(oneEventLoop());
    private final Context context = vertx.getOrCreateContext();
    private final int connections;
    private final HttpClient client;
    private final RequestOptions request;
    private final Buffer data = Buffer.buffer("x".repeat(DATA_BYTES));

    EventLoad(URI ingress, int connections) {
        this.connections = connections;
        this.client = vertx.createHttpClient(
                new HttpClientOptions(),
                new PoolOptions().setHttp1MaxSize(connections).setEventLoopSize(1));
        request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(ingress.toString())
                .putHeader("ce-specversion", "1.0")
                .putHeader("ce-source", "/millrace/bench")
                .putHeader("ce-type", BrokerMain.EVENT_TYPE)
                .putHeader("ce-subject", "0f9a2c4e6b8d0f1a2c3e4d5b6a798081")
                .putHeader("ce-time", "2026-01-01T00:00:00Z")
                .putHeader("ce-tenant", "default")
                .putHeader("ce-partitionkey", "0f9a2c4e6b8d0f1a2c3e4d5b6a798081")
                .putHeader("ce-traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .putHeader("content-type", "application/json");
    }

    static VertxOptions oneEventLoop() {
        return new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1);
    }

    /** As fast as the broker accepts them: a connection sends its next event when the last one was accepted. Returns at once. */
    void flood(Batch batch) {
        AtomicInteger next = new AtomicInteger();
        for (int i = 0; i < connections; i++) {
            context.runOnContext(ignored -> sendNext(batch, next));
        }
    }

    private void sendNext(Batch batch, AtomicInteger next) {
        int number = next.getAndIncrement();
        if (number < batch.size()) {
            send(batch, number, () -> sendNext(batch, next));
        }
    }

    /** At a fixed rate, whatever the broker does (an open loop). Returns when the last one has been handed on. */
    void pace(Batch batch, int eventsPerSecond) {
        long start = System.nanoTime();
        for (int i = 0; i < batch.size(); i++) {
            int number = i;
            long due = start + (long) (i * 1e9 / eventsPerSecond);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            batch.due(number, due);
            context.runOnContext(ignored -> send(batch, number, () -> {}));
        }
    }

    private void send(Batch batch, int number, Runnable then) {
        client.request(request).onComplete(connected -> {
            if (connected.failed()) {
                batch.refused();
                then.run();
                return;
            }
            batch.sent(number, System.nanoTime());
            connected
                    .result()
                    .putHeader("ce-id", Integer.toString(number))
                    .send(data)
                    .onComplete(answered -> {
                        if (answered.succeeded() && answered.result().statusCode() == ACCEPTED) {
                            batch.accepted();
                        } else {
                            batch.refused();
                        }
                        then.run();
                    });
        });
    }

    @Override
    public void close() {
        CountingSubscriber.await(vertx.close());
    }
}
