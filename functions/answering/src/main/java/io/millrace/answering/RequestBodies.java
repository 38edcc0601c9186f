package io.millrace.answering;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.contracts.ContractJson;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Reads the bodies of the API's requests before a resource does, up to a limit; only uploads are streamed. Quarkus REST, left to read an
 * empty body itself, waits for a minute for what will not come.
 */
@ApplicationScoped
class RequestBodies {

    private static final int BEFORE_RESOURCES = -1000;
    private static final long MAX_BYTES = 1 << 20;
    private static final String UPLOADS = "/v1/documents";
    private static final String DEAD_LETTERS = "/v1/dead-letters/";

    private final Handler<RoutingContext> bodies = BodyHandler.create(false).setBodyLimit(MAX_BYTES);

    void route(@Observes Router router) {
        router.post(UPLOADS).order(Integer.MIN_VALUE).handler(RequestBodies::leaveToTheResource);
        router.post("/v1/*").order(BEFORE_RESOURCES).handler(this::read).failureHandler(RequestBodies::fail);
        router.post("/v1/*").order(BEFORE_RESOURCES + 1).handler(RequestBodies::refuseEmpty);
    }

    /** Quarkus has a body handler of its own before all routes, which Funqy asks for: it would take an upload whole into memory, and a form for itself. */
    private static void leaveToTheResource(RoutingContext call) {
        call.request().pause();
        ((RoutingContextInternal) call).visitHandler(RoutingContextInternal.BODY_HANDLER);
        call.next();
    }

    private void read(RoutingContext call) {
        if (isUpload(call)) {
            call.next();
        } else {
            bodies.handle(call);
        }
    }

    private static void refuseEmpty(RoutingContext call) {
        if (isUpload(call) && "0".equals(call.request().getHeader("Content-Length"))) {
            answer(call, new Problem(Category.INVALID, "document-empty", "the upload has no bytes"));
        } else if (!isUpload(call) && !isReplay(call) && call.body().length() <= 0) {
            answer(call, new Problem(Category.INVALID, "request-invalid", "the body must be a JSON object"));
        } else {
            call.next();
        }
    }

    private static boolean isUpload(RoutingContext call) {
        return UPLOADS.equals(call.normalizedPath());
    }

    /** Says all that it has to say by its path. */
    private static boolean isReplay(RoutingContext call) {
        return call.normalizedPath().startsWith(DEAD_LETTERS);
    }

    private static void fail(RoutingContext call) {
        if (call.statusCode() == Category.TOO_LARGE.status()) {
            answer(
                    call,
                    new Problem(
                            Category.TOO_LARGE,
                            "request-too-large",
                            "a request has at most " + MAX_BYTES + " bytes; uploads go to " + UPLOADS));
        } else {
            call.next();
        }
    }

    private static void answer(RoutingContext call, Problem problem) {
        int status = problem.category().status();
        try {
            call.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", ApiProblems.PROBLEM_JSON)
                    .end(ContractJson.mapper().writeValueAsString(ApiProblems.body(problem, status)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem can always be written", e);
        }
    }
}
