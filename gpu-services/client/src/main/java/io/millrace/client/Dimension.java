package io.millrace.client;

import io.millrace.core.problem.ProblemException;
import java.util.concurrent.atomic.AtomicInteger;

/** The dimension of a model's vectors, which its first answer tells and every other has to keep: another means another model, whose vectors can't be compared. */
final class Dimension {

    private final ModelCalls calls;
    private final String path;
    private final AtomicInteger known = new AtomicInteger();

    Dimension(ModelCalls calls, String path) {
        this.calls = calls;
        this.path = path;
    }

    /** @throws ProblemException {@code model-answer-invalid} where it is another */
    void check(int dimension) {
        int expected = known.compareAndExchange(0, dimension);
        if (expected != 0 && expected != dimension) {
            throw calls.invalidAnswer(
                    path,
                    "a vector has " + dimension + " dimensions, but others of this model had " + expected
                            + ", so that another model seems to be served");
        }
    }
}
