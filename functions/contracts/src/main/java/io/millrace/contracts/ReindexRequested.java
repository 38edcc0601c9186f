package io.millrace.contracts;

import org.jspecify.annotations.Nullable;

/**
 * Sources should be compared with the ledger.
 *
 * @param tenant whose sources
 * @param scope only documents whose uri starts so; empty for all
 * @param mode changed: what differs; all: everything again
 * @param run names the run; null to be named by this event
 * @param page the run is under way and goes on where it is: so many of its pages were done when this was said; null for a run that begins
 */
public record ReindexRequested(
        String tenant,
        @Nullable String scope,
        String mode,
        @Nullable String run,
        @Nullable Integer page) {

    private static final int MAX_SCOPE_LENGTH = 8192;

    public ReindexRequested {
        Require.notBlank("tenant", tenant);
        scope = scope == null ? "" : scope;
        if (scope.length() > MAX_SCOPE_LENGTH) {
            throw new IllegalArgumentException("scope has at most " + MAX_SCOPE_LENGTH + " characters");
        }
        Require.oneOf("mode", mode, "changed", "all");
    }
}
