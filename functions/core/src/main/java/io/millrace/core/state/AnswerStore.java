package io.millrace.core.state;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** Answers of the event path, by question id, for {@link #LIFETIME} at least. Safe for use by many threads. */
public interface AnswerStore {

    Duration LIFETIME = Duration.ofHours(24);

    /** What ids look like. */
    Pattern ID = Pattern.compile("[0-9a-f]{32}");

    /**
     * Keeps an answer; durable on return. The first one stays: a question is answered once.
     *
     * @throws ProblemException INVALID for an {@code id} that is none, UNAVAILABLE where it can't be kept
     */
    void put(String id, byte[] answer);

    /**
     * Empty where no answer came yet, or it has gone.
     *
     * @throws ProblemException INVALID for an {@code id} that is none, UNAVAILABLE where it can't be read
     */
    Optional<byte[]> get(String id);

    /** Removes those that were kept longer than {@link #LIFETIME} before {@code now}. */
    void sweep(Instant now);

    /** {@code id}, if it is one: 32 hexadecimal digits. */
    static String requireId(String id) {
        if (!ID.matcher(id).matches()) {
            throw ProblemException.of(
                    Category.INVALID, "question-unknown", "a question's id has 32 hexadecimal digits");
        }
        return id;
    }
}
