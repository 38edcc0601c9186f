package io.millrace.cli.evaluation;

import io.millrace.core.chunk.Block;
import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.text.HeadingLine;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One text of the dataset, each line a paragraph, in which excerpts are looked for by code points. */
final class ExcerptCorpus {

    private final String name;
    private final String text;

    ExcerptCorpus(String name, String text) {
        this.name = name;
        this.text = text;
    }

    String name() {
        return name;
    }

    /** Where a part of {@link #plain} or {@link #structured} lies, in code points. */
    Span codePoints(Span span) {
        int start = text.codePointCount(0, span.start());
        return new Span(start, start + text.codePointCount(span.start(), span.end()));
    }

    /** The text without structure, as the paper's chunkers see it. */
    ParsedDocument plain() {
        List<Block> blocks = new ArrayList<>();
        forEachLine(line -> blocks.add(new Block.Paragraph(line, null)));
        return document(text, blocks);
    }

    /**
     * The text with its headings, as Millrace reads plain text. The signs around them are blanked out: a span means the same place as before.
     */
    ParsedDocument structured() {
        StringBuilder blanked = new StringBuilder(text);
        List<Block> blocks = new ArrayList<>();
        forEachLine(line -> {
            Optional<HeadingLine> heading = HeadingLine.of(line.of(text));
            blocks.add(heading.<Block>map(found -> {
                        int start = line.start() + found.start();
                        Span span = new Span(start, start + found.text().length());
                        blank(blanked, line.start(), span.start());
                        blank(blanked, span.end(), line.end());
                        return new Block.Heading(span, null, found.level());
                    })
                    .orElseGet(() -> new Block.Paragraph(line, null)));
        });
        return document(blanked.toString(), blocks);
    }

    private static void blank(StringBuilder text, int start, int end) {
        for (int i = start; i < end; i++) {
            text.setCharAt(i, ' ');
        }
    }

    private void forEachLine(Consumer<Span> line) {
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            if (!text.substring(start, end).isBlank()) {
                line.accept(new Span(start, end));
            }
            start = end + 1;
        }
    }

    private static ParsedDocument document(String text, List<Block> blocks) {
        return new ParsedDocument("", "text/plain", text, blocks, Map.of());
    }
}
