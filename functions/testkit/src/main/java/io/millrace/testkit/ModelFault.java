package io.millrace.testkit;

import io.millrace.core.problem.Problem.Category;

/** What can be wrong with a model's server, and what that means to who calls it. */
public enum ModelFault {
    /** It refuses the input. */
    REFUSED(Category.UNPROCESSABLE),
    /** There is more input than it takes. */
    TOO_LARGE(Category.TOO_LARGE),
    /** It wants another key. */
    NOT_ADMITTED(Category.UNAVAILABLE),
    /** It does not have this model. */
    NOT_SERVED(Category.UNAVAILABLE),
    /** Its queue is full. */
    BUSY(Category.BUSY),
    /** It is not there, or not ready. */
    AWAY(Category.UNAVAILABLE),
    /** It fails on its own. */
    FAILED(Category.INTERNAL),
    /** Its answer comes too late, or begins in time and does not end. */
    SLOW(Category.TIMEOUT),
    /** The connection ends in the middle of its answer. */
    TRUNCATED(Category.UNAVAILABLE),
    /** It says in the middle of a streamed answer that it fails. */
    BROKEN_OFF(Category.UNAVAILABLE),
    /** Vectors of one answer have different dimensions. */
    WRONG_DIMENSION(Category.INTERNAL),
    /** A number is none. */
    NOT_A_NUMBER(Category.INTERNAL),
    /** It answers for another number of texts. */
    WRONG_COUNT(Category.INTERNAL);

    private final Category category;

    ModelFault(Category category) {
        this.category = category;
    }

    /** How the caller is told. */
    public Category category() {
        return category;
    }
}
