package io.millrace.answering;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.runtime.ProblemResponses;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Bounds the bodies of requests before they are read, leaves uploads to be streamed, and refuses empty ones. Quarkus has a body handler of its own before all
 * routes, which Funqy asks for: it takes a body whole into memory, up to the size of an upload.
 */
@ApplicationScoped
class RequestBodies {

    private static final int BEFORE_RESOURCES = -1000;
    private static final long MAX_BYTES = 1 << 20;
    /** Brokers don't always say how long an event is. Kafka's take 1 MiB, and Millrace's own events have half of that. */
    private static final long MAX_EVENT_BYTES = 2 << 20;

    private static final String UPLOADS = "/v1/documents";
    private static final String EVENTS = "/";
    /** Of intake, which bounds them. */
    private static final String NOTIFICATIONS = "/notifications";

    private static final String DEAD_LETTERS = "/v1/dead-letters/";

    void route(@Observes Router router) {
        router.post(UPLOADS).order(Integer.MIN_VALUE).handler(RequestBodies::leaveToTheResource);
        router.route(EVENTS)
                .order(Integer.MIN_VALUE)
                .handler(BodyHandler.create(false).setBodyLimit(MAX_EVENT_BYTES));
        router.route().order(Integer.MIN_VALUE).handler(RequestBodies::refuseLarge);
        router.post("/v1/*").order(BEFORE_RESOURCES).handler(RequestBodies::refuseEmpty);
    }

    /** Quarkus's body handler would take an upload whole into memory, and a form for itself. */
    private static void leaveToTheResource(RoutingContext call) {
        call.request().pause();
        ((RoutingContextInternal) call).visitHandler(RoutingContextInternal.BODY_HANDLER);
        call.next();
    }

    /** Before anything is read: whoever calls, what they send is held in memory until it is whole. */
    private static void refuseLarge(RoutingContext call) {
        String path = call.normalizedPath();
        if (isUpload(call) || path.equals(EVENTS) || path.equals(NOTIFICATIONS) || !isLarge(call.request())) {
            call.next();
        } else {
            ProblemResponses.send(
                    call,
                    new Problem(
                            Category.TOO_LARGE,
                            "request-too-large",
                            "a request has at most " + MAX_BYTES
                                    + " bytes, and says how many in Content-Length; uploads go to " + UPLOADS));
        }
    }

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

    private static void refuseEmpty(RoutingContext call) {
        if (isUpload(call) && "0".equals(call.request().getHeader("Content-Length"))) {
            ProblemResponses.send(call, new Problem(Category.INVALID, "document-empty", "the upload has no bytes"));
        } else if (!isUpload(call) && !isReplay(call) && call.body().length() <= 0) {
            ProblemResponses.send(
                    call, new Problem(Category.INVALID, "request-invalid", "the body must be a JSON object"));
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
}
