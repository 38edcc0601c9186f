package io.millrace.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.contracts.ContractJson;
import io.millrace.contracts.notification.BinaryEvents;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.FailureLog;
import io.millrace.runtime.ProblemResponses;
import io.millrace.runtime.Problems;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Takes notifications of every vendor at {@code POST /notifications}. A plain route and not a Funqy function: most are no CloudEvents, and those that are
 * have types without number.
 */
@ApplicationScoped
class NotificationEndpoint {

    private static final Logger LOG = Logger.getLogger(NotificationEndpoint.class);
    private static final String PATH = "/notifications";

    private final FailureLog failures = new FailureLog(LOG);
    private final NotificationIntake intake;
    private final NotifierToken token;
    private final IntakeConfig config;

    NotificationEndpoint(NotificationIntake intake, NotifierToken token, IntakeConfig config) {
        this.intake = intake;
        this.token = token;
        this.config = config;
    }

    void route(@Observes Router router) {
        // Before Quarkus's own body handler: of a stranger nothing is taken into memory, and of others no more than is
        // allowed.
        router.route(PATH).order(Integer.MIN_VALUE).handler(this::letIn).failureHandler(this::fail);
        router.route(PATH)
                .order(Integer.MIN_VALUE)
                .handler(BodyHandler.create(false).setBodyLimit(config.maxBytes()));
        router.options(PATH).handler(NotificationEndpoint::allowEvents);
        router.post(PATH).blockingHandler(this::take, false);
    }

    private void letIn(RoutingContext call) {
        token.require(call);
        call.next();
    }

    /** The handshake of a sender of CloudEvents (HTTP webhooks 1.0.2 §4), which Event Grid asks for. */
    private static void allowEvents(RoutingContext call) {
        String origin = call.request().getHeader("WebHook-Request-Origin");
        call.response().putHeader("Allow", "OPTIONS, POST");
        if (origin != null) {
            call.response().putHeader("WebHook-Allowed-Origin", origin).putHeader("WebHook-Allowed-Rate", "*");
        }
        call.response().end();
    }

    private void take(RoutingContext call) {
        Map<String, String> attributes = attributes(call);
        JsonNode notification = BinaryEvents.toJson(attributes, json(call));
        Optional<ObjectNode> handshake = validation(notification);
        ObjectNode answer = handshake.orElseGet(JsonNodeFactory.instance::objectNode);
        if (handshake.isEmpty()) {
            intake.takeAll(notification).forEach(answer::put);
        }
        if (notification.has("specversion")) {
            // Brokers take the body of an answer to an event for another event.
            call.response().setStatusCode(204).end();
        } else {
            call.response().putHeader("Content-Type", "application/json").end(answer.toString());
        }
    }

    /** The attributes of an event in binary mode. */
    private static Map<String, String> attributes(RoutingContext call) {
        Map<String, String> attributes = new TreeMap<>();
        call.request().headers().forEach(header -> {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith("ce-")) {
                attributes.put(name.substring("ce-".length()), header.getValue());
            }
        });
        return attributes;
    }

    private JsonNode json(RoutingContext call) {
        try {
            JsonNode json = call.body().buffer() == null
                    ? MissingNode.getInstance()
                    : ContractJson.mapper().readTree(call.body().buffer().getBytes());
            if (!json.isContainerNode()) {
                throw ProblemException.of(
                        Category.INVALID, "notification-invalid", "a notification is a JSON object or array");
            }
            return json;
        } catch (IOException e) {
            throw new ProblemException(Problems.of(e), e);
        }
    }

    /** The answer to Event Grid's question whether its events are wanted here; empty for any other notification. */
    private static Optional<ObjectNode> validation(JsonNode notification) {
        JsonNode event = notification.path(0);
        return "Microsoft.EventGrid.SubscriptionValidationEvent"
                        .equals(event.path("eventType").asText())
                ? Optional.of(JsonNodeFactory.instance
                        .objectNode()
                        .set("validationResponse", event.path("data").path("validationCode")))
                : Optional.empty();
    }

    private void fail(RoutingContext call) {
        // A body over the limit is refused without an exception.
        Problem problem = call.failure() == null ? tooLarge() : Problems.of(call.failure());
        if (problem.category() == Category.INTERNAL) {
            LOG.error("a notification could not be taken", call.failure());
        } else if (problem.category().retryable()) {
            failures.failed("a notification", problem);
        }
        ProblemResponses.send(call, problem);
    }

    private Problem tooLarge() {
        return new Problem(
                Category.TOO_LARGE,
                "notification-too-large",
                "a notification has at most " + config.maxBytes() + " bytes (millrace.intake.max-bytes)");
    }
}
