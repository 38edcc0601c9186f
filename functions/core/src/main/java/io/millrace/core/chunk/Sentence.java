package io.millrace.core.chunk;

import io.millrace.core.text.Sentences;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * The smallest part of a block that is counted: a sentence, a table's row, a line of code, or a heading.
 *
 * @param span in the document's text, without white space around it
 * @param tokens its length in the model's tokens
 */
record Sentence(Span span, int tokens) {

    /** The sentences of {@code block}, whose tokens nobody has counted yet. They cover all of it that is not white space. */
    static List<Span> of(Block block, String text) {
        String part = block.span().of(text);
        int offset = block.span().start();
        return switch (block) {
            case Block.Heading heading ->
                List.of(trimmed(text, heading.span().start(), heading.span().end()));
            case Block.Paragraph paragraph -> covering(Sentences.split(part), text, paragraph.span());
            case Block.ListItem item -> covering(Sentences.split(part), text, item.span());
            case Block.Table table -> lines(part, offset);
            case Block.Code code -> lines(part, offset);
        };
    }

    /** Moves the sentences to their place, and gives what lies between two of them to the first. */
    private static List<Span> covering(List<Span> found, String text, Span block) {
        List<Span> spans = new ArrayList<>(found.size());
        for (int i = 0; i < found.size(); i++) {
            int start = i == 0 ? block.start() : block.start() + found.get(i).start();
            int end = i + 1 < found.size() ? block.start() + found.get(i + 1).start() : block.end();
            spans.add(trimmed(text, start, end));
        }
        return spans.isEmpty() ? List.of(trimmed(text, block.start(), block.end())) : spans;
    }

    private static List<Span> lines(String part, int offset) {
        List<Span> spans = new ArrayList<>();
        int line = 0;
        while (line < part.length()) {
            int end = part.indexOf('\n', line);
            end = end < 0 ? part.length() : end;
            if (!part.substring(line, end).isBlank()) {
                spans.add(trimmed(part, line, end).plus(offset));
            }
            line = end + 1;
        }
        return spans;
    }

    /** {@code start..end} without white space at its ends; there must be something else in it. */
    static Span trimmed(String text, int start, int end) {
        while (Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        while (Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return new Span(start, end);
    }
}
