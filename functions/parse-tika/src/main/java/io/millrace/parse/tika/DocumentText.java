package io.millrace.parse.tika;

import io.millrace.core.chunk.Block;
import io.millrace.core.chunk.Block.Heading;
import io.millrace.core.chunk.ParseRequest;
import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects normalised text and the blocks in it. Fails with a verdict when there is too much. */
final class DocumentText {

    private final StringBuilder text = new StringBuilder();
    private final List<Block> blocks = new ArrayList<>();
    private final Set<Block> sections = new HashSet<>();
    private final int maxCharacters;
    private @Nullable Integer page;

    DocumentText(int maxCharacters) {
        this.maxCharacters = maxCharacters;
    }

    /** What follows lies on {@code number}. */
    void page(int number) {
        page = number;
    }

    void heading(int level, String heading) {
        Span span = append(NormalText.of(heading).strip().replaceAll("\\s+", " "), "\n\n");
        if (span != null) {
            blocks.add(new Heading(span, page, Math.clamp(level, 1, Heading.MAX_LEVEL)));
        }
    }

    /** A heading that was guessed, which is not enough to name the document after it. */
    void section(int level, String heading) {
        int before = blocks.size();
        heading(level, heading);
        sections.addAll(blocks.subList(before, blocks.size()));
    }

    void paragraph(String paragraph) {
        Span span = append(singleSpaced(paragraph), "\n\n");
        if (span != null) {
            blocks.add(new Block.Paragraph(span, page));
        }
    }

    void item(String item) {
        boolean first = blocks.isEmpty() || !(blocks.getLast() instanceof Block.ListItem);
        Span span = append(singleSpaced(item), first ? "\n\n" : "\n");
        if (span != null) {
            blocks.add(new Block.ListItem(span, page));
        }
    }

    void table(String rows) {
        Span span = append(NormalText.of(rows).strip(), "\n\n");
        if (span != null) {
            blocks.add(new Block.Table(span, page));
        }
    }

    void code(String code) {
        Span span = append(NormalText.of(code).stripTrailing().replaceAll("\\A(?:[ \\t]*+\\n)++", ""), "\n\n");
        if (span != null) {
            blocks.add(new Block.Code(span, page));
        }
    }

    private static String singleSpaced(String prose) {
        return NormalText.of(prose).strip().replaceAll("[ \\t]{2,}|\\t", " ");
    }

    private @Nullable Span append(String part, String separator) {
        if (part.isBlank()) {
            return null;
        }
        if (text.length() + part.length() > maxCharacters) {
            throw Verdict.TOO_LARGE.of("more than " + maxCharacters + " characters of text", null);
        }
        if (!text.isEmpty()) {
            text.append(separator);
        }
        int start = text.length();
        text.append(part);
        return new Span(start, text.length());
    }

    boolean isEmpty() {
        return blocks.isEmpty();
    }

    /** Whether there is nothing, or nothing but headings: a workbook's sheets have names even when they are empty. */
    boolean holdsNamesOnly() {
        return blocks.stream().allMatch(Heading.class::isInstance);
    }

    /** All of it as a document, with its language. */
    ParsedDocument document(ParseRequest request, String contentType, String title, Map<String, String> facts) {
        Map<String, String> metadata = new LinkedHashMap<>(facts);
        Languages.of(text).ifPresent(language -> metadata.put("language", language));
        return new ParsedDocument(
                Titles.choose(request, title, firstHeading()), contentType, text.toString(), blocks, metadata);
    }

    /** The first heading, outermost level first; empty if there is none. */
    private String firstHeading() {
        Heading first = null;
        for (Block block : blocks) {
            if (block instanceof Heading heading
                    && !sections.contains(heading)
                    && (first == null || heading.level() < first.level())) {
                first = heading;
            }
        }
        return first == null ? "" : first.span().of(text.toString());
    }
}
