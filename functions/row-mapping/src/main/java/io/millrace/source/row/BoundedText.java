package io.millrace.source.row;

import io.millrace.core.problem.Problem.Category;
import java.io.Writer;

/** A text that may not grow over a limit. */
final class BoundedText extends Writer {

    private final int maxBytes;
    private final String uri;
    private final StringBuilder text = new StringBuilder();
    private long bytes;

    /** @param maxBytes in UTF-8 */
    BoundedText(int maxBytes, String uri) {
        this.maxBytes = maxBytes;
        this.uri = uri;
    }

    @Override
    public void write(char[] buffer, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            char c = buffer[i];
            // Each half of a pair has two of the pair's four.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        if (bytes > maxBytes) {
            throw RowRenderer.refused(
                    Category.TOO_LARGE,
                    "document-too-large",
                    uri + " with its joined rows is over the limit of " + maxBytes
                            + " bytes; set a lower `limit` of the join, or raise millrace.databases.max-document-bytes");
        }
        text.append(buffer, offset, length);
    }

    @Override
    public void write(String string) {
        char[] buffer = string.toCharArray();
        write(buffer, 0, buffer.length);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
        return text.toString();
    }
}
