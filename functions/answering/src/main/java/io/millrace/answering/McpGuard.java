package io.millrace.answering;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.runtime.Loopback;
import io.millrace.runtime.ProblemResponses;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Stands before the MCP server: no page of another site (MCP 2025-06-18, "Security Warning": servers must validate Origin), and no large request. */
@ApplicationScoped
class McpGuard {

    private static final String PATH = "/mcp";
    private static final int EARLY = 500;
    private static final long MAX_BYTES = 1 << 20;

    private final Loopback loopback;

    McpGuard(Loopback loopback) {
        this.loopback = loopback;
    }

    void guard(@Observes Filters filters) {
        filters.register(this::check, EARLY);
    }

    private void check(RoutingContext call) {
        String path = call.normalizedPath();
        if (!path.equals(PATH) && !path.startsWith(PATH + "/")) {
            call.next();
        } else if (call.request().headers().contains("Origin") && !loopback.isCaller(call)) {
            ProblemResponses.send(
                    call,
                    new Problem(
                            Category.FORBIDDEN,
                            "origin-foreign",
                            "pages of other sites may not use the tools of this server"));
        } else if (isLarge(call.request())) {
            ProblemResponses.send(
                    call,
                    new Problem(
                            Category.TOO_LARGE,
                            "request-too-large",
                            "a message has at most " + MAX_BYTES + " bytes, and says how many in Content-Length"));
        } else {
            call.next();
        }
    }

    /** The MCP server's own limit is that of an upload, so the length must be known before. */
    private static boolean isLarge(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        try {
            return length == null
                    ? request.headers().contains("Transfer-Encoding")
                    : Long.parseLong(length) > MAX_BYTES;
        } catch (NumberFormatException e) {
            return true;
        }
    }
}
