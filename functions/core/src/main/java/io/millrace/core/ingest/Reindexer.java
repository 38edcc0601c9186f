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
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares what sources hold with what the ledger knows, and announces the differences: what notifications missed.
 *
 * <p>A run goes page by page, first through the sources, then through the ledger, and where it is stands in the store. So a
 * run that was cut short goes on at its last page, and what that page had announced gets the same sequence again and has no further
 * effect. Of a scope there is one run at a time: another that begins joins it.
 *
 * <p>A source that fails stops nobody else's: what is new there waits for the next run, and nothing there counts as gone.
 */
public final class Reindexer {

    private final List<DocumentSource> sources;
    private final Ledger ledger;
    private final ReindexRuns runs;
    private final ChangeNaming naming;
    private final Limits limits;
    private final Failures failures;
    private final Clock clock;

    public Reindexer(
            List<DocumentSource> sources,
            Ledger ledger,
            ReindexRuns runs,
            Limits limits,
            Failures failures,
            Clock clock) {
        this.sources = List.copyOf(sources);
        this.ledger = ledger;
        this.runs = runs;
        this.naming = new ChangeNaming(ledger);
        this.limits = limits;
        this.failures = failures;
        this.clock = clock;
    }

    /**
     * What one page does at most, so that it ends well within the time of a delivery.
     *
     * @param changes documents to announce
     * @param documents documents to look at, 1 to 1000
     * @param time after which it ends; one call of a source may outlast it
     */
    public record Limits(int changes, int documents, Duration time) {

        public Limits {
            if (changes < 1 || documents < 1 || documents > 1000) {
                throw new IllegalArgumentException(
                        "a page announces 1 document or more and looks at 1 to 1000, but is to announce " + changes
                                + " and look at " + documents);
            }
            if (!time.isPositive()) {
                throw new IllegalArgumentException("a page needs time, but has " + time);
            }
        }
    }

    /** Hears of each difference, of several at the same time; when it returns, the announcement is durable. */
    public interface Announcements {

        void changed(DocumentChange change);

        void removed(DocumentKey document, Sequence sequence, String uri, Instant at);
    }

    /** Hears of each source that fails, once a page. */
    public interface Failures {

        /** @param root uri of what is registered there */
        void failed(String root, Exception failure);
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
     * @param roots all that is registered, of every tenant
     * @return the scope's run as it is now
     */
    public ReindexRun advance(ReindexRun run, List<SourceRoot> roots, Announcements announcements) {
        SourceScopes scopes = new SourceScopes(roots, run.tenant(), run.scope());
        ReindexRun next = switch (run.stage()) {
            case LISTING -> list(run, scopes, announcements);
            case SWEEPING -> sweep(run, scopes, announcements);
            case DONE -> run;
        };
        return runs.change(
                run.tenant(), run.scope(), current -> current == null || current.equals(run) ? next : current);
    }

    private ReindexRun list(ReindexRun run, SourceScopes scopes, Announcements announcements) {
        Page page = newPage();
        String after = run.after();
        int room = limits.documents();
        for (SourceRoot root : scopes.toList()) {
            Optional<DocumentSource> source = sourceOf(root.uri());
            if (source.isEmpty() || (after != null && (root.endsBefore(after) || after.equals(endOf(root))))) {
                continue;
            }
            // Below a root the order is the source's own: where another root's listing ended says nothing there.
            String resume = after != null && root.holds(after) ? after : null;
            List<Entry> entries = entries(source.get(), root, scopes.narrowed(root), resume, room);
            for (int from = 0; from < entries.size(); ) {
                List<Entry> next = entries.subList(from, Math.min(entries.size(), from + page.room()));
                Together.each(
                        next,
                        entry -> scopes.rootOf(entry.uri())
                                .ifPresent(nearest ->
                                        compare(run, entry, entry.access(nearest.access()), page, announcements)));
                if (page.isFull()) {
                    return run.afterPage(page, next.getLast().uri(), clock.instant());
                }
                from += next.size();
            }
            room -= entries.size();
            if (room == 0) {
                return run.afterPage(page, entries.getLast().uri(), clock.instant());
            }
            after = endOf(root);
            if (page.isFull()) {
                return run.afterPage(page, after, clock.instant());
            }
        }
        return run.afterPage(page, null, clock.instant());
    }

    /** Where a listing is that has all of {@code root} behind it: no uri has a space, which comes before all that they have. */
    private static String endOf(SourceRoot root) {
        return root.uri() + " ";
    }

    /** Nothing where the source fails: the run goes on with the next. */
    private List<Entry> entries(
            DocumentSource source, SourceRoot root, String prefix, @Nullable String after, int limit) {
        try {
            if (root.uri().endsWith("/")) {
                return source.list(prefix, after, limit);
            }
            // One document, which comes before all others whose uris start with its own.
            return after != null
                    ? List.of()
                    : source.list(root.uri(), null, 1).stream()
                            .filter(entry -> root.holds(entry.uri()))
                            .toList();
        } catch (IOException | ProblemException e) {
            failures.failed(root.uri(), e);
            return List.of();
        }
    }

    private Page newPage() {
        return new Page(limits.changes(), clock, clock.instant().plus(limits.time()));
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

    private ReindexRun sweep(ReindexRun run, SourceScopes scopes, Announcements announcements) {
        Page page = newPage();
        Set<String> failed = ConcurrentHashMap.newKeySet();
        List<DocumentState> states = ledger.list(run.tenant(), run.after(), limits.documents());
        for (int at = 0; at < states.size(); ) {
            Map<DocumentState, SourceRoot> gone = new LinkedHashMap<>();
            do {
                DocumentState state = states.get(at++);
                scopes.rootOf(state.uri())
                        .filter(root -> isGone(state.uri(), root, failed))
                        .ifPresent(root -> gone.put(state, root));
            } while (at < states.size() && gone.size() < page.room() && !page.isOver());
            Together.each(
                    gone.entrySet(),
                    each -> announceMissing(run, each.getKey(), each.getValue(), failed, page, announcements));
            if (page.isFull()) {
                return run.afterPage(page, states.get(at - 1).key().id(), clock.instant());
            }
        }
        boolean more = states.size() == limits.documents();
        return run.afterPage(page, more ? states.getLast().key().id() : null, clock.instant());
    }

    /**
     * Names the removal, and then looks once more: a document that comes back after that look has a later change, and one that came back before it is announced as
     * changed, at the place of its removal.
     */
    private void announceMissing(
            ReindexRun run,
            DocumentState state,
            SourceRoot root,
            Set<String> failed,
            Page page,
            Announcements announcements) {
        ChangeNaming.NamedChange name = naming.foundMissing(run.tenant(), state.uri(), state.access(), run.id());
        if (isGone(state.uri(), root, failed)) {
            announcements.removed(state.key(), name.sequence(), state.uri(), clock.instant());
            page.countRemoved();
        } else {
            announcements.changed(new DocumentChange(
                    name.document(),
                    name.sequence(),
                    state.uri(),
                    state.uri(),
                    null,
                    null,
                    null,
                    null,
                    state.access(),
                    Map.of(),
                    clock.instant()));
            page.countChanged();
        }
    }

    /** @param failed roots that are asked no more in this page: a dead source would take a timeout for each of its documents */
    private boolean isGone(String uri, SourceRoot root, Set<String> failed) {
        Optional<DocumentSource> source = sourceOf(uri);
        if (source.isEmpty() || failed.contains(root.uri())) {
            return false;
        }
        try {
            return !source.get().contains(uri);
        } catch (IOException | ProblemException e) {
            failed.add(root.uri());
            failures.failed(root.uri(), e);
            return false;
        }
    }

    private Optional<DocumentSource> sourceOf(String uri) {
        return sources.stream().filter(source -> source.serves(uri)).findFirst();
    }
}
