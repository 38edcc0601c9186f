package io.millrace.core.answer;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param messages the conversation, oldest first
 * @param maxTokens the most tokens to generate, 1 or more
 * @param temperature 0 for the likeliest reply
 * @param timeout how long the whole reply may take
 * @param stop strings at which the reply ends; they are no part of it
 * @param seed the same seed gives the same reply where the server can; null for any
 * @param cancellation ends the reply early, which fails like a model that is away
 */
public record GenerationRequest(
        List<Message> messages,
        int maxTokens,
        double temperature,
        Duration timeout,
        List<String> stop,
        @Nullable Long seed,
        Cancellation cancellation) {

    /** Who speaks. */
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT
    }

    /** What is said. Whoever says it, control tokens of chat templates in it are taken apart, and signs that no reader sees are left out: text must not end its own turn. */
    public record Message(Role role, String content) {

        public Message {
            content = PromptText.plain(content);
        }
    }

    public GenerationRequest {
        messages = List.copyOf(messages);
        stop = List.copyOf(stop);
        if (messages.isEmpty() || maxTokens < 1) {
            throw new IllegalArgumentException("a generation needs a message and at least one token");
        }
    }

    public GenerationRequest(List<Message> messages, int maxTokens, double temperature, Duration timeout) {
        this(messages, maxTokens, temperature, timeout, List.of(), null, new Cancellation());
    }
}
