package io.millrace.core.conversation;

import java.util.List;

/**
 * A question and what was said before it.
 *
 * @param before oldest first; empty for a first question
 * @param question the last words of the user
 */
public record Conversation(List<Turn> before, String question) {

    public Conversation {
        before = List.copyOf(before);
    }

    /** Who speaks. */
    public enum Speaker {
        USER,
        ASSISTANT
    }

    public record Turn(Speaker speaker, String text) {}
}
