package io.millrace.parse.tika;

import java.time.Duration;

/**
 * What one document may cost.
 *
 * @param maxInputBytes the largest file
 * @param maxOutputCharacters the most text
 * @param timeout the longest that reading one may take
 * @param maxPages the most pages, slides or sheets
 * @param maxEmbedded the most attachments and embedded documents, those within others included
 * @param maxEmbeddedDepth how deep they may be nested; 1 for attachments of the document itself
 * @param maxExpansion the most characters of text per byte of a file, as soon as the text is longer than a million characters
 */
public record ParseLimits(
        long maxInputBytes,
        int maxOutputCharacters,
        Duration timeout,
        int maxPages,
        int maxEmbedded,
        int maxEmbeddedDepth,
        int maxExpansion) {

    private static final int MAX_BYTES_PER_CHARACTER = 4;

    /**
     * What a call may take beyond the time for reading: waiting for a child that is free, starting one, and ending it. A second try has what the first leaves.
     */
    public static final Duration ALLOWANCE = Duration.ofSeconds(30);

    /** 100 MiB, 5 million characters, 60 seconds, 10,000 pages, 100 attachments 3 deep, 100 characters a byte. */
    public static final ParseLimits DEFAULT =
            new ParseLimits(100L << 20, 5_000_000, Duration.ofSeconds(60), 10_000, 100, 3, 100);

    public ParseLimits {
        if (maxInputBytes < 1
                || maxOutputCharacters < 1
                || !timeout.isPositive()
                || maxPages < 1
                || maxEmbedded < 0
                || maxEmbeddedDepth < 0
                || maxExpansion < 1) {
            throw new IllegalArgumentException("limits of a parser must be positive");
        }
    }

    /** The longest that the whole call takes. */
    public Duration wholeCall() {
        return timeout.plus(ALLOWANCE);
    }

    /** The most bytes that a text within these limits can have. */
    long maxTextBytes() {
        return Math.min(maxInputBytes, (long) maxOutputCharacters * MAX_BYTES_PER_CHARACTER);
    }
}
