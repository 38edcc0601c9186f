package io.millrace.testkit;

/**
 * How large a long check is: ordinary, or with {@code -Dmillrace.full=true} full, of which {@code -Dmillrace.full.percent} takes a part, as what must hold
 * before each landing does.
 */
public final class TestSize {

    private static final boolean FULL = Boolean.getBoolean("millrace.full");
    private static final int PERCENT = Integer.getInteger("millrace.full.percent", 100);

    static {
        if (PERCENT < 1 || PERCENT > 100) {
            throw new IllegalArgumentException("millrace.full.percent must be 1 to 100, but is " + PERCENT);
        }
    }

    private TestSize() {}

    public static boolean isFull() {
        return FULL;
    }

    /** The ordinary number, or the part of the full one that was asked for, and never less than the ordinary one. */
    public static int of(int ordinary, int full) {
        return FULL ? Math.max(ordinary, Math.ceilDiv(full * PERCENT, 100)) : ordinary;
    }

    /** For the line that a check prints first. */
    public static String text() {
        if (!FULL) {
            return "at its ordinary size";
        }
        return PERCENT == 100 ? "at full size" : "at " + PERCENT + " % of its full size";
    }
}
