package io.millrace.core.chunk;

import io.millrace.core.text.Span;
import org.jspecify.annotations.Nullable;

/** A part of a document's text that belongs together. */
public sealed interface Block {

    /** Where it lies in {@link ParsedDocument#text()}; holds at least one character that is not white space. */
    Span span();

    /** The page, slide or sheet on which it starts, from 1; null where the format has none. */
    @Nullable
    Integer page();

    /**
     * The name of what follows it.
     *
     * @param level 1 for the outermost, up to 6
     */
    record Heading(Span span, @Nullable Integer page, int level) implements Block {

        /** The deepest level. */
        public static final int MAX_LEVEL = 6;

        public Heading {
            if (level < 1 || level > MAX_LEVEL) {
                throw new IllegalArgumentException("a heading has a level of 1 to " + MAX_LEVEL + ", but has " + level);
            }
        }
    }

    /** Running text. */
    record Paragraph(Span span, @Nullable Integer page) implements Block {}

    /** One item of a list, its marker left out or in as the format has it. */
    record ListItem(Span span, @Nullable Integer page) implements Block {}

    /** Rows, one a line, written as in Markdown: {@code | cell | cell |}. */
    record Table(Span span, @Nullable Integer page) implements Block {}

    /** Text whose lines mean something: source code, records, log lines. */
    record Code(Span span, @Nullable Integer page) implements Block {}
}
