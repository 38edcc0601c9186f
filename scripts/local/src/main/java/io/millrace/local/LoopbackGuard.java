package io.millrace.local;

import io.millrace.runtime.Loopback;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Keeps the functions to this machine when the API is bound to more of it: in the cluster they are cluster-local Services, here they
 * share the API's port.
 */
@ApplicationScoped
class LoopbackGuard {

    private static final int FIRST = 1000;

    private final Loopback loopback;

    LoopbackGuard(Loopback loopback) {
        this.loopback = loopback;
    }

    void guard(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    private void check(RoutingContext call) {
        if (isOfTheApi(call.normalizedPath()) || loopback.isCaller(call)) {
            call.next();
        } else {
            call.response().setStatusCode(403).end();
        }
    }

    private static boolean isOfTheApi(String path) {
        return path.startsWith("/v1/") || path.equals("/mcp") || path.equals("/openapi");
    }
}
