package io.millrace.core.ingest;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keeps the latest run of each scope of each tenant, until it has ended and for at least 24 hours more. */
public interface ReindexRuns {

    /** A decision on a scope's run. Has no side effects: it may be asked again. */
    interface Change extends Function<@Nullable ReindexRun, ReindexRun> {}

    /**
     * Replaces a scope's run by what {@code change} makes of it (null where there is none). Atomic across all threads and
     * processes, and durable on return: of two that begin a run at once, one sees the other's.
     *
     * @return the run as it is now
     */
    ReindexRun change(String tenant, String scope, Change change);

    /**
     * Begins a run, unless one of that scope is under way.
     *
     * @return the run that is under way now; under another id where there was one already
     */
    default ReindexRun begin(ReindexRun fresh) {
        return change(
                fresh.tenant(), fresh.scope(), current -> current == null || current.yieldsTo(fresh) ? fresh : current);
    }

    Optional<ReindexRun> find(String tenant, String scope);
}
