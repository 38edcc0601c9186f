package io.millrace.core.chunk;

import java.util.List;
import java.util.Map;

/**
 * A document as text with structure.
 *
 * @param title what to call it, on one line; at most {@link #MAX_TITLE_LENGTH} characters, longer ones are cut; may be empty
 * @param contentType what it turned out to be, such as {@code application/pdf}
 * @param text all of its text, normalised (NFC, lines end in {@code \n}); every span speaks of this
 * @param blocks in order, not overlapping; what no block covers is white space
 * @param metadata what the format says of itself, such as {@code author}
 */
public record ParsedDocument(
        String title, String contentType, String text, List<Block> blocks, Map<String, String> metadata) {

    /** The longest title, in UTF-16 units: it goes before each chunk of the document. */
    public static final int MAX_TITLE_LENGTH = 160;

    public ParsedDocument {
        title = shortened(title.strip().replaceAll("\\s+", " "));
        blocks = List.copyOf(blocks);
        metadata = Map.copyOf(metadata);
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

    private static String shortened(String title) {
        if (title.length() <= MAX_TITLE_LENGTH) {
            return title;
        }
        int end = title.lastIndexOf(' ', MAX_TITLE_LENGTH - 1);
        if (end < MAX_TITLE_LENGTH / 2) {
            end = MAX_TITLE_LENGTH - 1;
            if (Character.isLowSurrogate(title.charAt(end))) {
                end--;
            }
        }
        return title.substring(0, end) + "…";
    }
}
