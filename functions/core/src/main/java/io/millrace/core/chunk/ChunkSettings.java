package io.millrace.core.chunk;

/**
 * How large a chunk may become.
 *
 * @param windowTokens the most tokens that the embedding model reads, special tokens included
 * @param specialTokens how many of them the model adds by itself
 * @param contextTokens the most tokens for title and headings before a chunk; outer headings are left out first
 * @param tinyTokens a section below this joins its neighbour, and a chunk below this is avoided
 * @param maxChunks the most chunks of one document
 */
public record ChunkSettings(int windowTokens, int specialTokens, int contextTokens, int tinyTokens, int maxChunks) {

    /** For a BERT-like model with a window of 256. */
    public static final ChunkSettings DEFAULT = new ChunkSettings(256, 2, 64, 40, 10_000);

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
        if (windowTokens - specialTokens < 8) {
            throw new IllegalArgumentException("a window of " + windowTokens + " tokens is too small for text");
        }
    }

    /** What the model reads of text: the window without special tokens. */
    int textTokens() {
        return windowTokens - specialTokens;
    }
}
