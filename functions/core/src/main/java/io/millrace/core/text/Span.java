package io.millrace.core.text;

/**
 * A half-open range of UTF-16 offsets into some text.
 *
 * @param start the first offset, 0 or more
 * @param end the offset after the last, more than {@code start}
 */
public record Span(int start, int end) {

    public Span {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("a span needs 0 <= start < end, but is " + start + ".." + end);
        }
    }

    /** The part of {@code text} that this span covers. */
    public String of(String text) {
        return text.substring(start, end);
    }

    /** This span moved by {@code offset}. */
    public Span plus(int offset) {
        return new Span(start + offset, end + offset);
    }

    public int length() {
        return end - start;
    }
}
