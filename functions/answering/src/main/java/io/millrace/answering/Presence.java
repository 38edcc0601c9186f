package io.millrace.answering;

import io.millrace.core.answer.Cancellation;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.function.BooleanSupplier;

/**
 * Cancels what is done for a client that has left or wants it no more. It looks now and then, because Quarkus REST sets the response's only close handler to
 * one of its own, and the MCP server tells nobody of a cancellation.
 */
@Singleton
class Presence {

    private static final long LOOK_EVERY_MILLIS = 50;

    private final Vertx vertx;

    Presence(Vertx vertx) {
        this.vertx = vertx;
    }

    /** A client that is watched until this is closed. */
    final class Watch implements AutoCloseable {

        private final Cancellation cancellation = new Cancellation();
        private final long timer;

        private Watch(BooleanSupplier left) {
            timer = vertx.setPeriodic(LOOK_EVERY_MILLIS, id -> {
                if (left.getAsBoolean()) {
                    vertx.cancelTimer(id);
                    cancellation.cancel();
                }
            });
        }

        /** Cancelled when the client wants it no more. */
        Cancellation cancellation() {
            return cancellation;
        }

        @Override
        public void close() {
            vertx.cancelTimer(timer);
        }
    }

    /** Until the connection is closed. */
    Watch watch(RoutingContext call) {
        HttpServerResponse response = call.response();
        return new Watch(response::closed);
    }

    /** Until the client sends {@code notifications/cancelled}; by the protocol (2025-06-18) a closed connection is none. */
    Watch watch(io.quarkiverse.mcp.server.Cancellation call) {
        return new Watch(() -> call.check().isRequested());
    }
}
