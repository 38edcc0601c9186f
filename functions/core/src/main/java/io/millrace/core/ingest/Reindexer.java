package io.millrace.core.ingest;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.ingest.ReindexRun.Page;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares what sources hold with what the ledger knows, and announces the differences: what notifications missed.
 *
 * <p>A run goes page by page, first through the sources, then through the ledger, and where it is stands in the store. So a
 * run that was cut short goes on at its last page, and what that page had announced gets the same sequence again and has no further
 * effect. Of a scope there is one run at a time: another that begins joins it.
 */
public final class Reindexer {

    private final List<DocumentSource> sources;
    private final Ledger ledger;
    private final ReindexRuns runs;
    private final ChangeNaming naming;
    private final Limits limits;
    private final Clock clock;

    public Reindexer(List<DocumentSource> sources, Ledger ledger, ReindexRuns runs, Limits limits, Clock clock) {
        this.sources = List.copyOf(sources);
        this.ledger = ledger;
        this.runs = runs;
        this.naming = new ChangeNaming(ledger);
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * What one page does at most, so that it ends well within the time of a delivery.
     *
     * @param changes documents to announce
     * @param documents documents to look at, 1 to 1000
     */
    public record Limits(int changes, int documents) {

        public Limits {
            if (changes < 1 || documents < 1 || documents > 1000) {
                throw new IllegalArgumentException(
                        "a page announces 1 document or more and looks at 1 to 1000, but is to announce " + changes
                                + " and look at " + documents);
            }
        }
    }

    /** Hears of each difference; when it returns, the announcement is durable. */
    public interface Announcements {

        void changed(DocumentChange change);

        void removed(DocumentKey document, Sequence sequence, String uri, Instant at);
    }

    /**
     * Begins a run, unless one of that scope is under way.
     *
     * @param id names the run; the same again is the same run
     * @return the run that is under way now; under another id where there was one already
     */
    public ReindexRun begin(String id, String tenant, String scope, boolean everything) {
        return runs.begin(ReindexRun.fresh(id, tenant, scope, everything, clock.instant()));
    }

    /** A scope's latest run. */
    public Optional<ReindexRun> find(String tenant, String scope) {
        return runs.find(tenant, scope);
    }

    /**
     * Does the next page of a run. Where somebody else has gone on with the run, or with another, meanwhile, this page counts for nothing.
     *
     * @param roots what is registered
     * @return the scope's run as it is now
     */
    public ReindexRun advance(ReindexRun run, List<SourceRoot> roots, Announcements announcements) throws IOException {
        SourceScopes scopes = new SourceScopes(roots, run.scope());
        ReindexRun next = switch (run.stage()) {
            case LISTING -> list(run, scopes, announcements);
            case SWEEPING -> sweep(run, scopes, announcements);
            case DONE -> run;
        };
        return runs.change(
                run.tenant(), run.scope(), current -> current == null || current.equals(run) ? next : current);
    }

    private ReindexRun list(ReindexRun run, SourceScopes scopes, Announcements announcements) throws IOException {
        Page page = new Page(limits.changes());
        String after = run.after();
        int room = limits.documents();
        for (SourceRoot root : scopes.toList()) {
            Optional<DocumentSource> source = sourceOf(root.uri());
            if (source.isEmpty() || (after != null && root.endsBefore(after))) {
                continue;
            }
            // Below a root the order is the source's own: where another root's listing ended says nothing there.
            String resume = after != null && root.holds(after) ? after : null;
            List<Entry> entries = source.get().list(scopes.narrowed(root), resume, room);
            for (Entry entry : entries) {
                after = entry.uri();
                if (scopes.covers(after)) {
                    compare(run, entry, scopes.accessOf(after), page, announcements);
                }
                if (page.isFull()) {
                    return run.afterPage(page, after, clock.instant());
                }
            }
            room -= entries.size();
            if (room == 0) {
                return run.afterPage(page, after, clock.instant());
            }
        }
        return run.afterPage(page, null, clock.instant());
    }

    private void compare(ReindexRun run, Entry entry, AccessList access, Page page, Announcements announcements) {
        DocumentKey document = DocumentKey.of(run.tenant(), entry.uri());
        if (!run.everything() && isSettledAt(ledger.find(document).orElse(null), entry, access)) {
            page.countUnchanged();
            return;
        }
        ChangeNaming.NamedChange name = naming.found(run.tenant(), entry.uri(), access, run.id());
        announcements.changed(new DocumentChange(
                document,
                name.sequence(),
                entry.uri(),
                entry.uri(),
                entry.etag(),
                null,
                entry.bytes(),
                null,
                access,
                Map.of(),
                clock.instant()));
        page.countChanged();
    }

    /** A document that was rejected is tried again: the verdict may rest on a limit, a parser or a fault that is no more. */
    private static boolean isSettledAt(@Nullable DocumentState state, Entry entry, AccessList access) {
        return state != null && state.holds(entry.etag(), access);
    }

    private ReindexRun sweep(ReindexRun run, SourceScopes scopes, Announcements announcements) throws IOException {
        Page page = new Page(limits.changes());
        List<DocumentState> states = ledger.list(run.tenant(), run.after(), limits.documents());
        for (DocumentState state : states) {
            if (scopes.covers(state.uri()) && isGone(state.uri())) {
                ChangeNaming.NamedChange name =
                        naming.foundMissing(run.tenant(), state.uri(), state.access(), run.id());
                announcements.removed(state.key(), name.sequence(), state.uri(), clock.instant());
                page.countRemoved();
            }
            if (page.isFull()) {
                return run.afterPage(page, state.key().id(), clock.instant());
            }
        }
        boolean more = states.size() == limits.documents();
        return run.afterPage(page, more ? states.getLast().key().id() : null, clock.instant());
    }

    private boolean isGone(String uri) throws IOException {
        Optional<DocumentSource> source = sourceOf(uri);
        return source.isPresent() && !source.get().contains(uri);
    }

    private Optional<DocumentSource> sourceOf(String uri) {
        return sources.stream().filter(source -> source.serves(uri)).findFirst();
    }
}
