package io.millrace.source.row;

import io.millrace.core.document.Digest;

/** The name of the replication slot by which PostgreSQL keeps its log for the reader of a source, until somebody drops it. */
public final class SlotName {

    private static final int MAX_LENGTH = 63;
    private static final String PREFIX = "millrace_";

    private SlotName() {}

    /**
     * Small letters, digits and underscores, at most 63, as PostgreSQL wants them.
     *
     * @param source name of the source, as its mapping says
     */
    public static String of(String source) {
        String slot = PREFIX + source.replace('-', '_');
        return slot.length() <= MAX_LENGTH ? slot : PREFIX + Digest.of(source);
    }
}
