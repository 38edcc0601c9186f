package io.millrace.parse.tika;

import java.time.Duration;

/**
 * How documents are read.
 *
 * @param limits what one document may cost
 * @param ocr how text in images is recognised
 * @param processes the most child processes at a time; each reads one document at a time
 * @param heapMegabytes the heap of a child; its process takes about 120 MB more
 * @param idle how long a child that has nothing to do is kept
 */
public record ParserSettings(ParseLimits limits, OcrSettings ocr, int processes, int heapMegabytes, Duration idle) {

    /** The limits' defaults, tesseract where it is installed, 2 processes with 256 MB of heap, kept for 20 seconds. */
    public static final ParserSettings DEFAULT =
            new ParserSettings(ParseLimits.DEFAULT, OcrSettings.DEFAULT, 2, 256, Duration.ofSeconds(20));

    private static final int LEAST_HEAP_MEGABYTES = 64;

    public ParserSettings {
        if (processes < 1 || heapMegabytes < LEAST_HEAP_MEGABYTES || idle.isNegative()) {
            throw new IllegalArgumentException("reading documents needs at least one process and "
                    + LEAST_HEAP_MEGABYTES + " MB of heap, and an idle time that is not negative");
        }
    }

    ParserSettings with(ParseLimits other) {
        return new ParserSettings(other, ocr, processes, heapMegabytes, idle);
    }
}
