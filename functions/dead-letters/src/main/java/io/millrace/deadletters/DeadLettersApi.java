package io.millrace.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.contracts.ContractJson;
import io.millrace.core.deadletter.DeadLetter;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.FailureLog;
import io.millrace.runtime.Problems;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * List, show, replay and discard, below {@code /dead-letters}: the interface that the broker of one machine has below
 * {@code /admin/dead-letters}. With {@code dry-run=true} a replay or discard shows the dead letter, or says what stands in the way, and changes nothing.
 */
@ApplicationScoped
class DeadLettersApi {

    private static final Logger LOG = Logger.getLogger(DeadLettersApi.class);

    private final FailureLog failures = new FailureLog(LOG);
    private final DeadLetterKeeping keeping;
    private final Redelivery redelivery;

    DeadLettersApi(DeadLetterKeeping keeping, Redelivery redelivery) {
        this.keeping = keeping;
        this.redelivery = redelivery;
    }

    void route(@Observes Router router) {
        router.get("/dead-letters").blockingHandler(this::list, false).failureHandler(this::fail);
        router.get("/dead-letters/:id").blockingHandler(this::show, false).failureHandler(this::fail);
        router.delete("/dead-letters/:id").blockingHandler(this::discard, false).failureHandler(this::fail);
        router.post("/dead-letters/:id/replay")
                .blockingHandler(this::replay, false)
                .failureHandler(this::fail);
    }

    private void list(RoutingContext call) {
        DeadLetterParameters parameters = DeadLetterParameters.of(call.queryParams());
        json(call, DeadLetterJson.list(keeping.required().list(parameters.filter(), parameters.limit())));
    }

    private void show(RoutingContext call) {
        json(call, DeadLetterJson.whole(letter(call)));
    }

    private void discard(RoutingContext call) {
        DeadLetter letter = letter(call);
        if (DeadLetterParameters.isDryRun(call.queryParams())) {
            json(call, DeadLetterJson.whole(letter));
        } else {
            keeping.required().remove(letter.id());
            call.response().setStatusCode(204).end();
        }
    }

    private void replay(RoutingContext call) {
        DeadLetter letter = letter(call);
        if (DeadLetterParameters.isDryRun(call.queryParams())) {
            redelivery.requirePossible(letter);
            json(call, DeadLetterJson.whole(letter));
        } else {
            redelivery.replay(letter, keeping.required());
            call.response().setStatusCode(204).end();
        }
    }

    private DeadLetter letter(RoutingContext call) {
        String id = Objects.requireNonNull(call.pathParam("id"));
        return keeping.required()
                .find(id)
                .orElseThrow(() -> ProblemException.of(
                        Category.NOT_FOUND, "dead-letter-unknown", "There is no dead letter " + id + "."));
    }

    private static void json(RoutingContext call, JsonNode body) {
        call.response().putHeader("Content-Type", "application/json").end(body.toString());
    }

    private void fail(RoutingContext call) {
        Problem problem = call.failure() == null
                ? new Problem(Category.INVALID, "request-refused", "the request could not be taken")
                : Problems.of(call.failure());
        if (problem.category() == Category.INTERNAL) {
            LOG.error("a request for dead letters could not be answered", call.failure());
        } else if (problem.category().retryable()) {
            failures.failed("a request for dead letters", problem);
        }
        int status = problem.category().status();
        ObjectNode body = ContractJson.mapper()
                .createObjectNode()
                .put("type", problem.type())
                .put("title", problem.code())
                .put("status", status)
                .put("detail", problem.detail());
        call.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(body.toString());
    }
}
