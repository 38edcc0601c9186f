package io.millrace.answering;

import io.millrace.core.answer.Cancellation;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/**
 * Cancels what is done for a client that has left. It looks now and then, because Quarkus REST sets the response's only close handler to one of its own.
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

        private Watch(HttpServerResponse response) {
            timer = vertx.setPeriodic(LOOK_EVERY_MILLIS, id -> {
                if (response.closed()) {
                    vertx.cancelTimer(id);
                    cancellation.cancel();
                }
            });
        }

        /** Cancelled when the client has left. */
        Cancellation cancellation() {
            return cancellation;
        }

        @Override
        public void close() {
            vertx.cancelTimer(timer);
        }
    }

    Watch watch(RoutingContext call) {
        return new Watch(call.response());
    }
}
