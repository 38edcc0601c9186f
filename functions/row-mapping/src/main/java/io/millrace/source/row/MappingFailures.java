package io.millrace.source.row;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Where a mapping and its database disagree. Retryable, and no verdict on any document: once a person has corrected one of the two, all is well. */
public final class MappingFailures {

    /** The problem's code. */
    public static final String CODE = "row-mapping-wrong";

    private MappingFailures() {}

    /** @param detail names table, column and remedy */
    public static ProblemException wrong(
            SourceMapping source, DocumentMapping document, String detail, @Nullable Throwable cause) {
        return new ProblemException(
                new Problem(
                        Category.UNAVAILABLE,
                        CODE,
                        "source " + source.name() + " (" + source.file() + ":" + document.line() + "): " + detail),
                cause);
    }
}
