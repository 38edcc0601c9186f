package io.millrace.deployer;

import java.util.Locale;

/**
 * What a look at one thing of the cluster gave.
 *
 * @param remedy empty where there is nothing to do
 */
public record Check(String name, Verdict verdict, String found, String remedy) {

    static Check fine(String name, String found) {
        return new Check(name, Verdict.FINE, found, "");
    }

    static Check advice(String name, String found, String remedy) {
        return new Check(name, Verdict.ADVICE, found, remedy);
    }

    static Check wrong(String name, String found, String remedy) {
        return new Check(name, Verdict.WRONG, found, remedy);
    }

    static Check missing(String name, String found, String remedy) {
        return new Check(name, Verdict.MISSING, found, remedy);
    }

    /** How bad it is. */
    public enum Verdict {
        FINE,
        /** Millrace works, but something could be better, or could not be looked at. */
        ADVICE,
        /** There, but not as it must be. */
        WRONG,
        /** To be installed. */
        MISSING;

        /** As in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
