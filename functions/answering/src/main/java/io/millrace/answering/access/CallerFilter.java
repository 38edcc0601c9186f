package io.millrace.answering.access;

import io.millrace.core.access.Caller;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.runtime.ProblemResponses;
import io.millrace.runtime.Problems;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jboss.logging.Logger;

/** Lets nobody unknown, and nobody in a hurry, to the API: before routing, so that no path of it can be forgotten. */
@Singleton
class CallerFilter {

    static final String CALLER = Caller.class.getName();

    /** After authentication, whose priority is 200. */
    private static final int PRIORITY = 50;

    /** What is not the API: events, which the broker brings, the functions' own routes, the description, and health. Everything else is asked who it is. */
    private static final Set<String> NOT_THE_API = Set.of("/", "/openapi", "/notifications", "/dead-letters");

    private static final Logger LOG = Logger.getLogger(CallerFilter.class);

    private final Callers callers;
    private final RequestLimits limits;

    CallerFilter(Callers callers, RequestLimits limits) {
        this.callers = callers;
        this.limits = limits;
    }

    void register(@Observes Filters filters) {
        filters.register(this::identify, PRIORITY);
    }

    private void identify(RoutingContext call) {
        String path = call.normalizedPath();
        if (NOT_THE_API.contains(path) || path.startsWith("/q/")) {
            call.next();
            return;
        }
        callers.of(call)
                .invoke(limits::take)
                .subscribe()
                .with(
                        known -> {
                            call.put(CALLER, known.caller());
                            call.next();
                        },
                        failure -> refuse(call, failure));
    }

    private static void refuse(RoutingContext call, Throwable failure) {
        Problem problem = Problems.of(failure);
        if (problem.category() == Category.INTERNAL) {
            LOG.error("who calls could not be found out", failure);
        }
        if (problem.category() == Category.UNAUTHENTICATED) {
            call.response().putHeader("WWW-Authenticate", "Bearer");
        }
        ProblemResponses.send(call, problem);
    }
}
