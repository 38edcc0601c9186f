package io.millrace.core.feedback;

import java.util.List;

/**
 * Keeps what people say of answers, each tenant's for itself. When a tenant has as many as it may, its oldest makes room, so nobody can end it for the others.
 * Safe for use by many threads.
 */
public interface FeedbackStore {

    /** How many of a tenant's answers may have feedback. */
    int MAX_ANSWERS = 10_000;

    /**
     * Keeps it, durable on return; in the place of what {@code tenant} said of the same answer before.
     *
     * @throws io.millrace.core.problem.ProblemException UNAVAILABLE where it can't be kept
     */
    void put(String tenant, Feedback feedback);

    /** The tenant's, the latest first, at most {@code limit}. */
    List<Feedback> latest(String tenant, int limit);
}
