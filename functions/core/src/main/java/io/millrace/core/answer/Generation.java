package io.millrace.core.answer;

/**
 * @param text the whole reply
 * @param promptTokens tokens read
 * @param completionTokens tokens written
 * @param finishReason why it ended
 */
public record Generation(String text, int promptTokens, int completionTokens, FinishReason finishReason) {

    public enum FinishReason {
        STOP,
        LENGTH
    }
}
