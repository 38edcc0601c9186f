package io.millrace.answering;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.runtime.Loopback;
import io.millrace.runtime.ProblemResponses;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Stands before the MCP server: no page of another site (MCP 2025-06-18, "Security Warning": servers must validate Origin), and no list of messages. */
@ApplicationScoped
class McpGuard {

    private static final String PATH = "/mcp";
    private static final int EARLY = 500;

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
        } else if (isBatch(call)) {
            ProblemResponses.send(
                    call,
                    new Problem(Category.INVALID, "batch-unsupported", "send one message a request, no list of them"));
        } else {
            call.next();
        }
    }

    /** The protocol has no batches any more (2025-06-18), and one request would be many calls. */
    private static boolean isBatch(RoutingContext call) {
        Buffer body = call.body().buffer();
        int first = 0;
        while (body != null && first < body.length() && Character.isWhitespace(body.getByte(first))) {
            first++;
        }
        return body != null && first < body.length() && body.getByte(first) == '[';
    }
}
