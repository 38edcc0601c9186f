package io.millrace.core.answer;

import java.time.Duration;

/**
 * @param contextTokens the model's window, prompt and reply together
 * @param replyTokens the longest reply
 * @param charactersPerToken what a token is taken to hold when the prompt is sized; low is careful
 * @param passages the most passages in a prompt, at least 1
 * @param timeout for the whole reply
 */
public record GenerationSettings(
        int contextTokens, int replyTokens, double charactersPerToken, int passages, Duration timeout) {

    /** For a small model on a laptop. */
    public static final GenerationSettings LAPTOP = new GenerationSettings(2048, 160, 3.5, 3, Duration.ofSeconds(60));

    public GenerationSettings {
        if (replyTokens < 1 || contextTokens < 2 * replyTokens) {
            throw new IllegalArgumentException("contextTokens must be at least twice replyTokens, but they are "
                    + contextTokens + " and " + replyTokens);
        }
        if (!(charactersPerToken > 0) || passages < 1) {
            throw new IllegalArgumentException("charactersPerToken is above 0 and passages 1 or more, but they are "
                    + charactersPerToken + " and " + passages);
        }
    }

    /**
     * The same for another window and patience.
     *
     * @param window prompt and reply together, at least {@link #LAPTOP}'s: templates and what the asker adds must leave room for passages
     */
    public GenerationSettings with(int window, Duration patience) {
        if (window < LAPTOP.contextTokens() || !patience.isPositive()) {
            throw new IllegalArgumentException("a generator's window has " + LAPTOP.contextTokens()
                    + " tokens or more and its timeout is above 0, but they are " + window + " and " + patience);
        }
        return new GenerationSettings(window, replyTokens, charactersPerToken, passages, patience);
    }

    /** How many tokens a prompt may have. */
    int promptTokens() {
        return contextTokens - replyTokens;
    }
}
