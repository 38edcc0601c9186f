package io.millrace.deadletters;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.runtime.FailureLog;
import io.millrace.runtime.ProblemResponses;
import io.millrace.runtime.Problems;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;

/** What fails below {@code /dead-letters}: problem+json for whoever asked or sent, and the log where it is no mistake of theirs. */
final class DeadLetterFailures {

    private final Logger log;
    private final FailureLog failures;

    DeadLetterFailures(Logger log) {
        this.log = log;
        this.failures = new FailureLog(log);
    }

    /** @param what failed, such as {@code a dead letter} */
    void answer(RoutingContext call, String what) {
        Problem problem = call.failure() == null ? refused(call.statusCode()) : Problems.of(call.failure());
        if (problem.category() == Category.INTERNAL) {
            log.errorf(call.failure(), "%s could not be handled", what);
        } else if (problem.category().retryable()) {
            failures.failed(what, problem);
        }
        ProblemResponses.send(call, problem);
    }

    /** By Vert.x, which throws nothing then. */
    private static Problem refused(int status) {
        return status == Category.TOO_LARGE.status()
                ? new Problem(Category.TOO_LARGE, "dead-letter-too-large", "the dead letter is too large to be kept")
                : new Problem(Category.INVALID, "request-refused", "the request could not be taken");
    }
}
