package io.millrace.broker;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** Gives event-loop contexts, spread over the event loops; Vert.x makes one for each verticle. */
final class Contexts {

    private final Vertx vertx;
    private final List<String> deployments = new ArrayList<>();

    Contexts(Vertx vertx) {
        this.vertx = vertx;
    }

    Context next() {
        Holder holder = new Holder();
        deployments.add(await(vertx.deployVerticle(holder)));
        return holder.ownContext();
    }

    void close() {
        deployments.forEach(deployment -> await(vertx.undeploy(deployment)));
    }

    /** Waits; not to be called on an event loop. */
    static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static final class Holder extends AbstractVerticle {
        Context ownContext() {
            return context;
        }
    }
}
