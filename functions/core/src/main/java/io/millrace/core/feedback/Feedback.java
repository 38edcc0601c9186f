package io.millrace.core.feedback;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * What somebody says of an answer.
 *
 * @param answer the id of a chat completion, or of a question of the event path
 * @param rating whether it helped
 * @param comment in their words, at most {@value #MAX_COMMENT} characters; may be empty
 * @param at when they said it
 */
public record Feedback(String answer, Rating rating, String comment, Instant at) {

    private static final int MAX_COMMENT = 2000;
    private static final Pattern ANSWER = Pattern.compile("chatcmpl-[0-9a-f-]{36}|[0-9a-f]{32}");

    public enum Rating {
        UP,
        DOWN
    }

    /** What is no answer's id, or too long, is a {@link ProblemException} (INVALID). */
    public Feedback {
        if (!ANSWER.matcher(answer).matches()) {
            throw ProblemException.of(
                    Category.INVALID,
                    "feedback-invalid",
                    "answer must be the id of a chat completion (chatcmpl-…) or of a question (32 hexadecimal digits)");
        }
        if (comment.length() > MAX_COMMENT) {
            throw ProblemException.of(
                    Category.INVALID,
                    "feedback-invalid",
                    "comment has " + comment.length() + " characters, and " + MAX_COMMENT + " are allowed");
        }
    }
}
