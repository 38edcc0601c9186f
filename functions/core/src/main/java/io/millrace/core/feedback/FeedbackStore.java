package io.millrace.core.feedback;

import java.util.List;

/** Keeps what people say of answers. Safe for use by many threads. */
public interface FeedbackStore {

    /**
     * Keeps it, durable on return; in the place of what was said of the same answer before.
     *
     * @throws io.millrace.core.problem.ProblemException UNAVAILABLE where it can't be kept
     */
    void put(Feedback feedback);

    /** The latest first, at most {@code limit}. */
    List<Feedback> latest(int limit);
}
