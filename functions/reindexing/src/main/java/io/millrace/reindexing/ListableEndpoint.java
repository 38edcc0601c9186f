package io.millrace.reindexing;

import io.millrace.core.document.DocumentSource;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.ProblemResponses;
import io.millrace.runtime.Problems;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;

/**
 * {@code GET /listable?uri=…}: whether what somebody is about to register can be listed; 204, or a problem that says why not (422). Answering asks, which knows no buckets and is not let to any: who
 * will list it looks, with the credentials and through the policies of then.
 */
@ApplicationScoped
class ListableEndpoint {

    private final Instance<DocumentSource> sources;

    ListableEndpoint(Instance<DocumentSource> sources) {
        this.sources = sources;
    }

    void route(@Observes Router router) {
        router.get("/listable").blockingHandler(this::look, false).failureHandler(ListableEndpoint::fail);
    }

    private void look(RoutingContext call) {
        String uri = call.queryParams().get("uri");
        if (uri == null || uri.isBlank()) {
            throw ProblemException.of(Category.INVALID, "uri-missing", "the query parameter uri says what to look at");
        }
        requireListable(uri);
        call.response().setStatusCode(204).end();
    }

    private void requireListable(String uri) {
        DocumentSource source = sources.stream()
                .filter(candidate -> candidate.serves(uri))
                .findFirst()
                .orElseThrow(() ->
                        ProblemException.of(Category.UNPROCESSABLE, "source-unknown", "no source here serves " + uri));
        try {
            source.list(uri, null, 1);
            if (!uri.endsWith("/") && !source.contains(uri)) {
                throw ProblemException.of(
                        Category.UNPROCESSABLE,
                        "source-unlistable",
                        "there is no object " + uri + "; for all that lies below it, end it with a slash");
            }
        } catch (ProblemException e) {
            throw unlistable(e.problem().detail(), e);
        } catch (IOException e) {
            throw unlistable(String.valueOf(e.getMessage()), e);
        }
    }

    private static ProblemException unlistable(String reason, Exception cause) {
        return new ProblemException(new Problem(Category.UNPROCESSABLE, "source-unlistable", reason), cause);
    }

    private static void fail(RoutingContext call) {
        ProblemResponses.send(call, Problems.of(call.failure()));
    }
}
