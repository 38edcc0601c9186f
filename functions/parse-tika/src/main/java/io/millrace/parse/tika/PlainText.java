package io.millrace.parse.tika;

import io.millrace.core.text.HeadingLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Running text without markup: paragraphs between blank lines, lines of one joined, items of a list told apart, headings between equals signs. */
final class PlainText {

    private PlainText() {}

    static void read(String text, DocumentText out) {
        List<String> lines = NormalText.of(text).lines().toList();
        int width = Lines.width(lines.stream().map(String::strip).toList());
        List<String> paragraph = new ArrayList<>();
        for (String line : lines) {
            Optional<HeadingLine> heading = HeadingLine.of(line);
            if (line.isBlank() || heading.isPresent()) {
                close(paragraph, width, out);
                heading.ifPresent(found -> out.heading(found.level(), found.text()));
            } else {
                paragraph.add(line);
            }
        }
        close(paragraph, width, out);
    }

    private static void close(List<String> lines, int width, DocumentText out) {
        write(Lines.joined(lines, width), out);
        lines.clear();
    }

    /** Lines that are complete: neighbours form a paragraph, and each item a block of its own. */
    static void write(List<String> lines, DocumentText out) {
        List<String> prose = new ArrayList<>();
        for (String line : lines) {
            if (Lines.isItem(line)) {
                out.paragraph(String.join("\n", prose));
                prose.clear();
                out.item(line);
            } else {
                prose.add(line);
            }
        }
        out.paragraph(String.join("\n", prose));
    }
}
