package io.millrace.core.chunk;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A document as text with structure.
 *
 * @param title what to call it, on one line; at most {@link #MAX_TITLE_LENGTH} characters, longer ones are cut; may be empty
 * @param contentType what it turned out to be, such as {@code application/pdf}
 * @param text all of its text, normalised (NFC, lines end in {@code \n}); every span speaks of this
 * @param blocks in order, not overlapping; what no block covers is white space
 * @param metadata what the format says of itself, such as {@code author}, and what was found out, such as {@code language}; at most {@link #MAX_METADATA}
 *     entries of at most {@link #MAX_METADATA_LENGTH} characters: more are left out, longer ones are cut
 */
public record ParsedDocument(
        String title, String contentType, String text, List<Block> blocks, Map<String, String> metadata) {

    /** The longest title, in UTF-16 units: it goes before each chunk of the document. */
    public static final int MAX_TITLE_LENGTH = 160;

    /** The most entries of metadata: each batch of the document's passages carries them. */
    public static final int MAX_METADATA = 12;

    /** The longest value of metadata, in UTF-16 units. */
    public static final int MAX_METADATA_LENGTH = 200;

    public ParsedDocument {
        title = shortened(oneLine(title), MAX_TITLE_LENGTH);
        blocks = List.copyOf(blocks);
        metadata = metadata.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(MAX_METADATA)
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, fact -> shortened(oneLine(fact.getValue()), MAX_METADATA_LENGTH)));
        int covered = 0;
        for (Block block : blocks) {
            if (block.span().start() < covered || block.span().end() > text.length()) {
                throw new IllegalArgumentException("block " + block + " overlaps the one before, which ends at "
                        + covered + ", or the end of the text at " + text.length());
            }
            requireBlank(text, covered, block.span().start());
            if (isBlank(text, block.span().start(), block.span().end())) {
                throw new IllegalArgumentException("block " + block + " has no text");
            }
            covered = block.span().end();
        }
        requireBlank(text, covered, text.length());
    }

    private static void requireBlank(String text, int start, int end) {
        if (!isBlank(text, start, end)) {
            throw new IllegalArgumentException("the text between " + start + " and " + end + " belongs to no block");
        }
    }

    private static boolean isBlank(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static String shortened(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        int end = text.lastIndexOf(' ', maxLength - 1);
        if (end < maxLength / 2) {
            end = maxLength - 1;
            if (Character.isLowSurrogate(text.charAt(end))) {
                end--;
            }
        }
        return text.substring(0, end) + "…";
    }
}
