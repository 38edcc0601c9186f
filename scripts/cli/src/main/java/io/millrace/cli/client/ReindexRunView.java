package io.millrace.cli.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of the sources with the ledger, and how far it is.
 *
 * @param run names it
 * @param mode changed or all
 * @param failed what could not be compared, and stays as it is until the next run
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
        List<Failed> failed,
        String touchedAt) {

    /** A Millrace of an earlier version says nothing of failures. */
    public ReindexRunView {
        failed = failed == null ? List.of() : List.copyOf(failed);
    }

    /** A place, by its uri, and what is wrong with it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Failed(String uri, String reason) {}

    /** Whether it could compare anything. */
    public boolean compared() {
        return changed + removed + unchanged > 0;
    }

    /** Whether it looked, and neither had been nor was anything there. */
    public boolean foundNothing() {
        return done && !compared() && failed.isEmpty();
    }

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
                        Stream.concat(before.failed.stream(), failed.stream())
                                .distinct()
                                .toList(),
                        touchedAt);
    }
}
