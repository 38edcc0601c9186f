package io.millrace.core.answer;

import java.time.Duration;
import java.util.List;

/**
 * @param messages the conversation, oldest first
 * @param maxTokens the most tokens to generate, 1 or more
 * @param temperature 0 for the likeliest reply
 * @param timeout how long the whole reply may take
 */
public record GenerationRequest(List<Message> messages, int maxTokens, double temperature, Duration timeout) {

    /** Who speaks. */
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT
    }

    public record Message(Role role, String content) {}

    public GenerationRequest {
        messages = List.copyOf(messages);
        if (messages.isEmpty() || maxTokens < 1) {
            throw new IllegalArgumentException("a generation needs a message and at least one token");
        }
    }
}
