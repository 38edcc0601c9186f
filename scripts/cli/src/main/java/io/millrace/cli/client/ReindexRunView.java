package io.millrace.cli.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of the sources with the ledger, and how far it is.
 *
 * @param run names it
 * @param mode changed or all
 * @param touchedAt when it last made progress, as RFC 3339 writes it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReindexRunView(
        String run,
        String scope,
        String mode,
        boolean done,
        long changed,
        long removed,
        long unchanged,
        String touchedAt) {

    /** This run with what another found that came before it. */
    public ReindexRunView after(@Nullable ReindexRunView before) {
        return before == null
                ? this
                : new ReindexRunView(
                        run,
                        scope,
                        mode,
                        done,
                        changed + before.changed,
                        removed + before.removed,
                        unchanged + before.unchanged,
                        touchedAt);
    }
}
