package io.millrace.core.answer;

/**
 * What the generator cost; nothing where it was not asked or did not finish.
 *
 * @param promptTokens tokens read
 * @param completionTokens tokens written
 */
public record Usage(int promptTokens, int completionTokens) {

    static final Usage NONE = new Usage(0, 0);
}
