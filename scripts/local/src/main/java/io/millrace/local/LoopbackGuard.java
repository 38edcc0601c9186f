package io.millrace.local;

import io.millrace.runtime.Loopback;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Keeps the functions to this machine when the API is bound to more of it: in the cluster they are cluster-local Services, here they
 * share the API's port.
 */
@ApplicationScoped
class LoopbackGuard {

    private static final int FIRST = 1;

    private final Loopback loopback;

    LoopbackGuard(Loopback loopback) {
        this.loopback = loopback;
    }

    /** Before whoever reads a body: a stranger's is not taken into memory. */
    void guard(@Observes @Priority(FIRST) Router router) {
        router.route().order(Integer.MIN_VALUE).handler(this::check);
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
