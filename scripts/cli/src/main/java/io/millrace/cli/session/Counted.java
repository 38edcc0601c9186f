package io.millrace.cli.session;

/** A number and what it counts. */
public final class Counted {

    private Counted() {}

    /** @param one what one of them is called; an s makes more of it */
    public static String of(long number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }
}
