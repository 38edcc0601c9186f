package io.millrace.deployer;

import java.util.Locale;

/** What was done with an object; in a dry run, what would be. */
public enum Action {
    CREATED,
    CHANGED,
    UNCHANGED,
    /** Removed and made anew, since it can't be changed. */
    REPLACED,
    /** No longer declared, and removed. */
    PRUNED,
    /** Removed with all of Millrace. */
    REMOVED,
    /** No longer declared, or to be removed, but it holds data. */
    KEPT,
    /** There already, and left as it is, since the caller may not change it. */
    GIVEN,
    /** The cluster did not take it. */
    REFUSED,
    /** Not reached, since something before it failed. */
    SKIPPED,
    /** Only looked at. */
    SEEN;

    /** As in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
