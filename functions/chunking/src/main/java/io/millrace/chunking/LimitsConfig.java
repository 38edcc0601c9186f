package io.millrace.chunking;

import io.millrace.contracts.Dependency;
import io.millrace.core.chunk.ChunkSettings;
import io.millrace.core.ingest.BatchLimits;
import io.millrace.parse.tika.ParseLimits;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * What one document may cost: {@code millrace.chunking.limits.*}. One that is over a limit is rejected with a code and the limit, and the others go
 * on. A value that is out of its range, or contradicts another, fails at start.
 */
public interface LimitsConfig {

    /** The most bytes of a document, 1 or more; more is {@code document-too-large}. */
    @WithDefault("104857600")
    long maxBytes();

    /** The most characters of text, 1 or more; more is {@code document-too-large}. */
    @WithDefault("5000000")
    int maxCharacters();

    /**
     * The longest that reading one may take, up to the 60 s that Triggers allow for; waiting for a process and starting it
     * take up to 30 s more. Longer is {@code document-timeout}.
     */
    @WithDefault("PT60S")
    Duration parseTimeout();

    /** The most pages, slides or sheets, 1 or more. */
    @WithDefault("10000")
    int maxPages();

    /** The most attachments and embedded documents, those within others included; 0 for none. */
    @WithDefault("100")
    int maxEmbedded();

    /** How deep they may be nested; 1 for attachments of the document itself. */
    @WithDefault("3")
    int maxEmbeddedDepth();

    /** The most characters of text per byte of a file, as soon as the text is longer than a million characters; 1 or more. */
    @WithDefault("100")
    int maxExpansion();

    /** The most passages of a document, 1 or more; more is {@code document-too-many-chunks}. */
    @WithDefault("10000")
    int maxChunks();

    /** The most passages in one event, 1 or more. */
    @WithDefault("64")
    int batchChunks();

    /** The most characters of passages in one event, 1 or more; a single longer passage goes alone. */
    @WithDefault("60000")
    int batchCharacters();

    default ParseLimits toParseLimits() {
        atLeast(1, "max-bytes", maxBytes());
        atLeast(1, "max-characters", maxCharacters());
        atLeast(1, "max-pages", maxPages());
        atLeast(0, "max-embedded", maxEmbedded());
        atLeast(0, "max-embedded-depth", maxEmbeddedDepth());
        atLeast(1, "max-expansion", maxExpansion());
        Duration allowed = Dependency.PARSER.deadline().minus(ParseLimits.ALLOWANCE);
        if (!parseTimeout().isPositive() || parseTimeout().compareTo(allowed) > 0) {
            throw contradiction(
                    "parse-timeout", parseTimeout(), "above 0 and at most " + allowed + ", for which Triggers wait");
        }
        return new ParseLimits(
                maxBytes(),
                maxCharacters(),
                parseTimeout(),
                maxPages(),
                maxEmbedded(),
                maxEmbeddedDepth(),
                maxExpansion());
    }

    default ChunkSettings toChunkSettings() {
        atLeast(1, "max-chunks", maxChunks());
        ChunkSettings standard = ChunkSettings.DEFAULT;
        return new ChunkSettings(
                standard.windowTokens(),
                standard.specialTokens(),
                standard.contextTokens(),
                standard.tinyTokens(),
                standard.passageTokens(),
                maxChunks());
    }

    /** An event must stay below 512 KiB whatever the text: see {@link BatchLimits#DEFAULT}. */
    default BatchLimits toBatchLimits() {
        atLeast(1, "batch-chunks", batchChunks());
        atLeast(1, "batch-characters", batchCharacters());
        if (6L * batchCharacters() + 600L * batchChunks() > 450_000) {
            throw contradiction(
                    "batch-characters",
                    batchCharacters(),
                    "low enough for events below 512 KiB: 6 x batch-characters + 600 x batch-chunks, which is "
                            + batchChunks() + ", must be at most 450,000");
        }
        return new BatchLimits(batchChunks(), batchCharacters());
    }

    private static void atLeast(long least, String key, long value) {
        if (value < least) {
            throw contradiction(key, value, "at least " + least);
        }
    }

    private static IllegalArgumentException contradiction(String key, Object value, String allowed) {
        return new IllegalArgumentException(
                "millrace.chunking.limits." + key + " is " + value + ", but must be " + allowed);
    }
}
