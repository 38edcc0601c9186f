package io.millrace.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.contracts.ContractJson;
import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.core.deadletter.DeadLetter;
import io.millrace.runtime.RequestTrace;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Takes dead letters at {@code POST /dead-letters}. A plain route and not a Funqy function: it takes events of every type, and
 * Funqy finds functions by type where several share a process.
 */
@ApplicationScoped
class DeadLetterEndpoint {

    private static final Logger LOG = Logger.getLogger(DeadLetterEndpoint.class);
    private static final long MAX_BYTES = 1 << 20;

    private final DeadLetterFailures failures = new DeadLetterFailures(LOG);
    private final DeadLetterOutcomes outcomes;
    private final DeadLetterKeeping keeping;
    private final RequestTrace trace;

    DeadLetterEndpoint(DeadLetterOutcomes outcomes, DeadLetterKeeping keeping, RequestTrace trace) {
        this.outcomes = outcomes;
        this.keeping = keeping;
        this.trace = trace;
    }

    void route(@Observes Router router) {
        router.post("/dead-letters")
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BYTES))
                .blockingHandler(this::take, false)
                .failureHandler(call -> failures.answer(call, "a dead letter"));
    }

    private void take(RoutingContext call) {
        HttpServerRequest request = call.request();
        HttpServerResponse response = call.response();
        // First, so that what has an outcome can also be replayed.
        ReceivedDeadLetter.read(request, call.body().buffer(), Instant.now()).ifPresent(this::keep);
        Optional<EventEnvelope> outcome =
                data(call).flatMap(data -> outcomes.of(data, reason(request), context(request)));
        if (outcome.isEmpty()) {
            response.setStatusCode(204).end();
            return;
        }
        EventEnvelope event = outcome.get();
        response.putHeader("ce-specversion", "1.0")
                .putHeader("ce-id", event.id())
                .putHeader("ce-type", event.type().type())
                .putHeader("ce-source", event.source())
                .putHeader("ce-subject", event.subject())
                .putHeader("ce-time", event.time().toString())
                .putHeader("ce-dataschema", event.type().dataschema().toString())
                .putHeader("Content-Type", "application/json");
        event.extensions().forEach((name, value) -> response.putHeader("ce-" + name, value));
        response.end(event.json());
    }

    private void keep(DeadLetter letter) {
        keeping.store().ifPresent(store -> store.put(letter));
        if (keeping.losesThem()) {
            LOG.warnf(
                    "a dead letter that is not kept: event %s of type %s from %s failed at %s with status %s",
                    letter.attribute("id"),
                    letter.attribute("type"),
                    letter.attribute("source"),
                    letter.destination(),
                    letter.status());
        }
    }

    private static Optional<JsonNode> data(RoutingContext call) {
        try {
            return Optional.ofNullable(
                    ContractJson.mapper().readTree(call.body().buffer().getBytes()));
        } catch (IOException | RuntimeException e) {
            LOG.debug("a dead letter without data in JSON belongs to no document or question");
            return Optional.empty();
        }
    }

    private static String reason(HttpServerRequest request) {
        String code = request.getHeader("ce-knativeerrorcode");
        return code == null ? "no answer" : "status " + code;
    }

    private EventContext context(HttpServerRequest request) {
        String tenant = Optional.ofNullable(request.getHeader("ce-" + EventEnvelope.TENANT))
                .orElse("default");
        return trace.start(tenant);
    }
}
