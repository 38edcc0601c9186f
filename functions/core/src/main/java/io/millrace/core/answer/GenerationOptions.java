package io.millrace.core.answer;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the asker wants of the generator. Whatever it does with that, a sentence is kept only if a passage supports it.
 *
 * @param instructions how to answer, in the asker's words, at most {@value #MAX_INSTRUCTIONS} characters; empty for none
 * @param maxTokens the most tokens to generate; null for the settings' limit, which it can only lower
 * @param temperature 0 for the likeliest reply, to 2
 * @param stop strings at which generation ends
 * @param seed the same seed gives the same reply where the model server can; null for any
 * @param cancellation says when nobody wants the answer any more
 */
public record GenerationOptions(
        String instructions,
        @Nullable Integer maxTokens,
        double temperature,
        List<String> stop,
        @Nullable Long seed,
        Cancellation cancellation) {

    private static final int MAX_INSTRUCTIONS = 4000;

    /** Too long instructions are a {@link ProblemException} (TOO_LARGE, {@code instructions-too-long}). */
    public GenerationOptions {
        stop = List.copyOf(stop);
        if (maxTokens != null && maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens is 1 or more, but is " + maxTokens);
        }
        if (!(temperature >= 0 && temperature <= 2)) {
            throw new IllegalArgumentException("temperature is 0 to 2, but is " + temperature);
        }
        if (instructions.length() > MAX_INSTRUCTIONS) {
            throw ProblemException.of(
                    Category.TOO_LARGE,
                    "instructions-too-long",
                    "The system messages have " + instructions.length() + " characters, and " + MAX_INSTRUCTIONS
                            + " are allowed; they share the model's window with the passages.");
        }
    }

    /** Nothing beside the answer. */
    public static GenerationOptions none() {
        return until(new Cancellation());
    }

    /** Nothing beside the answer, and only until it is cancelled. */
    public static GenerationOptions until(Cancellation cancellation) {
        return new GenerationOptions("", null, 0, List.of(), null, cancellation);
    }

    /** The most tokens to generate where {@code limit} is the most that is allowed. */
    public int tokens(int limit) {
        return maxTokens == null ? limit : Math.min(maxTokens, limit);
    }
}
