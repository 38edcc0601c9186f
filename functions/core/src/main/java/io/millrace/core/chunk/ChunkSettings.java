package io.millrace.core.chunk;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.nio.charset.StandardCharsets;

/**
 * How large a chunk may become.
 *
 * @param windowTokens the most tokens that the embedding model reads, special tokens included
 * @param specialTokens how many of them are added to every text: by the model itself, or by what goes before it
 * @param contextTokens the most tokens for title and headings before a chunk; outer headings are left out first
 * @param tinyTokens a section below this joins its neighbour, and a chunk below this is avoided
 * @param passageTokens the length that chunks of a long document come near, title and headings left out
 * @param maxChunks the most chunks of one document
 */
public record ChunkSettings(
        int windowTokens, int specialTokens, int contextTokens, int tinyTokens, int passageTokens, int maxChunks) {

    /** For a BERT-like model with a window of 256. */
    public static final ChunkSettings DEFAULT = new ChunkSettings(256, 2, 64, 40, 110, 10_000);

    public ChunkSettings {
        if (specialTokens < 0 || contextTokens < 0 || tinyTokens < 0 || maxChunks < 1) {
            throw new IllegalArgumentException("settings of a chunker must not be negative: special " + specialTokens
                    + ", context " + contextTokens + ", tiny " + tinyTokens + ", chunks " + maxChunks);
        }
        if (windowTokens - specialTokens < 2 * contextTokens || windowTokens - specialTokens < 2 * tinyTokens) {
            throw new IllegalArgumentException("a window of " + windowTokens
                    + " tokens leaves less than half to the text with " + contextTokens
                    + " for the context and sections below "
                    + tinyTokens + " joined");
        }
        if (passageTokens <= tinyTokens || passageTokens > windowTokens - specialTokens) {
            throw new IllegalArgumentException("passages of " + passageTokens + " tokens are not between tiny, "
                    + tinyTokens + ", and the window of " + windowTokens);
        }
        if (windowTokens - specialTokens < 8) {
            throw new IllegalArgumentException("a window of " + windowTokens + " tokens is too small for text");
        }
    }

    /**
     * These, with room left for what goes before every passage: as many tokens as it has bytes in UTF-8, since no tokenizer makes more of them.
     *
     * @throws IllegalArgumentException if it is so long that less than half of the window would be left to the text
     */
    public ChunkSettings besides(String prefix) {
        int bytes = prefix.getBytes(StandardCharsets.UTF_8).length;
        if (windowTokens - specialTokens - bytes < 2 * Math.max(contextTokens, tinyTokens)) {
            throw new IllegalArgumentException("what goes before every passage has " + bytes
                    + " bytes, which leaves less than half of a window of " + windowTokens
                    + " tokens to the text; make it shorter");
        }
        return new ChunkSettings(
                windowTokens, specialTokens + bytes, contextTokens, tinyTokens, passageTokens, maxChunks);
    }

    /** What the model reads of text: the window without special tokens. */
    int textTokens() {
        return windowTokens - specialTokens;
    }

    /**
     * Checks that a title leaves room for text.
     *
     * @throws ProblemException UNPROCESSABLE where it does not
     */
    void requireRoomBeside(int titleTokens) {
        if (textTokens() - titleTokens < textTokens() / 4) {
            throw ProblemException.of(
                    Category.UNPROCESSABLE,
                    "document-title-too-long",
                    "The title has " + titleTokens + " tokens and the model reads " + windowTokens
                            + ", which leaves too little for text. Give the document a shorter title.");
        }
    }

    /** What decides how much fits into the window, as part of a chunker's configuration. */
    String window() {
        return "window=%d;special=%d;context=%d".formatted(windowTokens, specialTokens, contextTokens);
    }
}
