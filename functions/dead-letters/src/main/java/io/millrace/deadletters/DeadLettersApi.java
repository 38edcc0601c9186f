package io.millrace.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.deadletter.DeadLetter;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
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

    private final DeadLetterFailures failures = new DeadLetterFailures(LOG);
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
        failures.answer(call, "a request for dead letters");
    }
}
