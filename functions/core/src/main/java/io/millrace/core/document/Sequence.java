package io.millrace.core.document;

import java.util.Locale;

/**
 * The order of the changes of one document: a position of the source, then the number of repairs made at it.
 *
 * <p>Written as 40 characters of position, a dot and 10 digits of repair, compared bytewise. One source uses one kind of
 * position (its own, or numbers from the ledger), so positions of different kinds never meet.
 */
public record Sequence(String value) implements Comparable<Sequence> {

    private static final int POSITION_WIDTH = 40;
    private static final int NUMBER_WIDTH = 20;
    private static final int WIDTH = POSITION_WIDTH + 1 + 10;

    /** Before every change. */
    public static final Sequence NONE = ofNumber(0);

    public Sequence {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException(
                    "a sequence is 40 letters or digits, a dot and 10 digits, but is '" + value + "'");
        }
    }

    /** By hand and not by a pattern: each event of a document is read with one. */
    private static boolean isWellFormed(String value) {
        if (value.length() != WIDTH || value.charAt(POSITION_WIDTH) != '.') {
            return false;
        }
        for (int i = 0; i < WIDTH; i++) {
            char c = value.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (i != POSITION_WIDTH && !digit && !(letter && i < POSITION_WIDTH)) {
                return false;
            }
        }
        return true;
    }

    /** A position that is a number: from the ledger, or a log position or generation of the source. */
    public static Sequence ofNumber(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("a position is 0 or more, but is " + position);
        }
        return of(("%0" + NUMBER_WIDTH + "d").formatted(position), 0);
    }

    /** A position that is a hexadecimal string to be compared from the left, such as S3's sequencer; padded on the right, in upper case. */
    public static Sequence ofSequencer(String sequencer) {
        return of(sequencer.toUpperCase(Locale.ROOT), 0);
    }

    /** A removal of what a position made, between that position and the next. */
    public static Sequence afterNumber(long position) {
        return of(ofNumber(position).value.substring(0, NUMBER_WIDTH) + "1", 0);
    }

    private static Sequence of(String position, long repair) {
        if (position.isEmpty() || position.length() > POSITION_WIDTH) {
            throw new IllegalArgumentException(
                    "a position has 1 to " + POSITION_WIDTH + " characters, but is '" + position + "'");
        }
        return new Sequence(
                position + "0".repeat(POSITION_WIDTH - position.length()) + "." + "%010d".formatted(repair));
    }

    /** The same position, repaired once more: a change that no notification told of, found by looking. */
    public Sequence nextRepair() {
        return of(value.substring(0, POSITION_WIDTH), Long.parseLong(value.substring(POSITION_WIDTH + 1)) + 1);
    }

    public boolean isAfter(Sequence other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Sequence other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
