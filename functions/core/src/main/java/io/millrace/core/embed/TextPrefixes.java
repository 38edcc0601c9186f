package io.millrace.core.embed;

/**
 * What goes before texts because a model was trained so, such as e5's {@code "query: "} and {@code "passage: "}. It is put there as it stands, so a blank between it and the text is a part of it.
 *
 * @param question before a question; may be empty
 * @param passage before a passage; may be empty
 */
public record TextPrefixes(String question, String passage) {

    /** For models that read texts alone, and for servers that put it there themselves. */
    public static final TextPrefixes NONE = new TextPrefixes("", "");
}
