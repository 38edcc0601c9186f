package io.millrace.core.problem;

import io.millrace.core.problem.Problem.Category;
import org.jspecify.annotations.Nullable;

/** Carries a {@link Problem} to the place that answers the caller. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        this(problem, null);
    }

    public ProblemException(Problem problem, @Nullable Throwable cause) {
        super(problem.detail(), cause);
        this.problem = problem;
    }

    /** Short for {@code new ProblemException(new Problem(category, code, detail))}. */
    public static ProblemException of(Category category, String code, String detail) {
        return new ProblemException(new Problem(category, code, detail));
    }

    public Problem problem() {
        return problem;
    }
}
