package io.millrace.core.index;

/**
 * How far an index has come. Two editions of one origin tell which is later, and how much lies between them; editions of different origins tell nothing.
 *
 * @param origin changes whenever counting might have begun anew, such as when a store is opened, for it may come from a backup
 * @param number grows with each change of what can be found, by at least the number of passages that came and went
 */
public record Edition(String origin, long number) {

    /** Whether {@code other} is of the same origin, and not later. */
    public boolean follows(Edition other) {
        return origin.equals(other.origin) && number >= other.number;
    }
}
