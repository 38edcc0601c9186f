package io.millrace.contracts;

import org.jspecify.annotations.Nullable;

/**
 * Sources should be compared with the ledger.
 *
 * @param tenant whose sources
 * @param scope only documents whose uri starts so; empty for all
 * @param mode changed: what differs; all: everything again
 */
public record ReindexRequested(String tenant, @Nullable String scope, String mode) {

    public ReindexRequested {
        Require.notBlank("tenant", tenant);
        scope = scope == null ? "" : scope;
        Require.oneOf("mode", mode, "changed", "all");
    }
}
