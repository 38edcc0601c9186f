package io.millrace.runtime;

import io.millrace.contracts.EventType;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Stands before and behind Funqy at {@code POST /}. Funqy alone is too lax (an event without id is taken for a plain call) and
 * too harsh (bad data is answered 500, an unknown type 404, and brokers retry both).
 */
@ApplicationScoped
class EventGuard {

    private static final Logger LOG = Logger.getLogger(EventGuard.class);
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final int AFTER_HTTP_BASICS = 100;
    private static final int BEFORE_FUNQY = -1_000_000;

    private final FailureLog failures = new FailureLog(LOG);
    private final boolean accepted;
    private final EventMetrics metrics;

    /** @param accepted whether events may come in here; false for a Service that callers from outside reach, since brokers show no key */
    EventGuard(
            @ConfigProperty(name = "millrace.events.accepted", defaultValue = "true") boolean accepted,
            EventMetrics metrics) {
        this.accepted = accepted;
        this.metrics = metrics;
    }

    void guard(@Observes Filters filters) {
        filters.register(this::check, AFTER_HTTP_BASICS);
    }

    void answerFailures(@Observes Router router) {
        router.route("/").order(BEFORE_FUNQY).failureHandler(this::fail);
    }

    private void check(RoutingContext call) {
        HttpServerRequest request = call.request();
        if (!"/".equals(call.normalizedPath())) {
            call.next();
            return;
        }
        if (!HttpMethod.POST.equals(request.method())) {
            ProblemResponses.send(
                    call, new Problem(Category.INVALID, "method-not-allowed", "events are sent by POST"), 405);
            return;
        }
        if (!accepted) {
            ProblemResponses.send(
                    call,
                    new Problem(
                            Category.FORBIDDEN,
                            "events-not-accepted",
                            "no events come in here: this Service is the API's; a Trigger's subscriber is the function's Service for events"),
                    Category.FORBIDDEN.status());
            return;
        }
        if (request.headers().contains("ce-id")) {
            dispatchByDataschema(request.headers());
            call.next();
        } else if (isStructured(request)) {
            call.next();
        } else {
            ProblemResponses.send(
                    call,
                    new Problem(
                            Category.INVALID,
                            "event-attribute-missing",
                            "this is no CloudEvent: send the headers ce-id, ce-type, ce-source and ce-specversion, or the content type "
                                    + STRUCTURED),
                    Category.INVALID.status());
        }
    }

    private static boolean isStructured(HttpServerRequest request) {
        String contentType = request.getHeader("Content-Type");
        return contentType != null && contentType.startsWith(STRUCTURED);
    }

    /** An event of somebody else's type that carries our payload goes where that payload goes. */
    private static void dispatchByDataschema(MultiMap headers) {
        String type = headers.get("ce-type");
        String dataschema = headers.get("ce-dataschema");
        if (type == null || dataschema == null || EventType.ofType(type).isPresent()) {
            return;
        }
        try {
            EventType.ofDataschema(URI.create(dataschema)).ifPresent(known -> headers.set("ce-type", known.type()));
        } catch (IllegalArgumentException e) {
            LOG.debugf("ce-dataschema is no uri, so the event goes by its type %s", type);
        }
    }

    private void fail(RoutingContext call) {
        Throwable failure = call.failure();
        if (failure == null) {
            switch (call.statusCode()) {
                case 404 ->
                    answer(
                            call,
                            new Problem(
                                    Category.INVALID,
                                    "event-type-unknown",
                                    "no function here takes events of this type; see the Trigger that sent it"),
                            Category.INVALID.status());
                case 413 ->
                    answer(call, new Problem(Category.TOO_LARGE, "event-too-large", "the event is too large"), 413);
                default ->
                    answer(
                            call,
                            new Problem(Category.INVALID, "event-refused", "the event could not be taken"),
                            call.statusCode() >= 400 ? call.statusCode() : 500);
            }
            return;
        }
        Problem problem = Problems.of(failure);
        if (problem.category() == Category.INTERNAL) {
            LOG.errorf(failure, "%s could not be handled", name(call));
            metrics.failed(problem);
            ProblemResponses.send(call, problem, problem.category().status());
        } else {
            answer(call, problem, problem.category().status());
        }
    }

    private void answer(RoutingContext call, Problem problem, int status) {
        failures.failed(name(call), problem);
        metrics.failed(problem);
        ProblemResponses.send(call, problem, status);
    }

    /** For the log: what the sender says of an event in binary mode. */
    private static String name(RoutingContext call) {
        HttpServerRequest request = call.request();
        String id = request.getHeader("ce-id");
        return id == null
                ? "an event"
                : "event %s of type %s from %s"
                        .formatted(id, request.getHeader("ce-type"), request.getHeader("ce-source"));
    }
}
