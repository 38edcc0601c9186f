package io.millrace.core.ingest;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.BlobStore;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.ingest.Differences.Found;
import io.millrace.core.ingest.ReindexRun.Page;
import io.millrace.core.ingest.SourceLook.Located;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
    private final BlobStore uploads;
    private final ChangeNaming naming;
    private final Limits limits;
    private final Failures failures;
    private final Clock clock;
    private final Runnable pause;

    /**
     * @param uploads what was uploaded, which no source lists: the ledger tells what is still wanted of it
     * @param pause lets a moment pass, in which what was announced may be indexed
     */
    public Reindexer(
            List<DocumentSource> sources,
            Ledger ledger,
            ReindexRuns runs,
            BlobStore uploads,
            Limits limits,
            Failures failures,
            Clock clock,
            Runnable pause) {
        this.sources = List.copyOf(sources);
        this.ledger = ledger;
        this.runs = runs;
        this.uploads = uploads;
        this.naming = new ChangeNaming(ledger);
        this.limits = limits;
        this.failures = failures;
        this.clock = clock;
        this.pause = pause;
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

        /** @param root uri of what is registered there, or of a document that can't be announced */
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
        Page page = new Page(limits.changes(), clock, clock.instant().plus(limits.time()));
        ReindexRun next = switch (run.stage()) {
            case LISTING -> list(run, scopes, page, announcements);
            case SWEEPING -> sweep(run, scopes, page, announcements);
            case DONE -> run;
        };
        if (page.isNews()) {
            awaitPageBefore(run, page);
        }
        return runs.change(
                run.tenant(), run.scope(), current -> current == null || current.equals(run) ? next : current);
    }

    /**
     * Two pages are under way at most, as far as the time of one allows: whatever else changes would wait behind all that a run is ahead, and too much of that shuts the doors.
     */
    private void awaitPageBefore(ReindexRun run, Page page) {
        String last = run.after();
        if (last == null) {
            return;
        }
        DocumentKey document = run.stage() == ReindexRun.Stage.LISTING
                ? DocumentKey.of(run.tenant(), last)
                : new DocumentKey(run.tenant(), last);
        while (!page.isOver()
                && ledger.find(document).filter(DocumentState::changing).isPresent()) {
            pause.run();
        }
    }

    private ReindexRun list(ReindexRun run, SourceScopes scopes, Page page, Announcements announcements) {
        String after = run.after();
        int room = limits.documents();
        for (SourceRoot root : scopes.toList()) {
            Optional<DocumentSource> source = sourceOf(root.uri());
            if (source.isEmpty() || (after != null && (root.endsBefore(after) || after.equals(endOf(root))))) {
                continue;
            }
            // Below a root the order is the source's own: where another root's listing ended says nothing there.
            String resume = after != null && root.holds(after) ? after : null;
            List<Entry> entries = entries(source.get(), root, scopes.narrowed(root), resume, room, page);
            for (int from = 0; from < entries.size(); ) {
                List<Entry> next = entries.subList(from, Math.min(entries.size(), from + page.room()));
                announceNews(run, next, scopes, page, announcements);
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
            DocumentSource source, SourceRoot root, String prefix, @Nullable String after, int limit, Page page) {
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
            failuresOf(page).failed(root.uri(), e);
            return List.of();
        }
    }

    /** Who asked for the run is told of them, besides whoever reads the log. */
    private Failures failuresOf(Page page) {
        return (uri, failure) -> {
            page.countFailed(uri, failure);
            failures.failed(uri, failure);
        };
    }

    private void announceNews(
            ReindexRun run, List<Entry> entries, SourceScopes scopes, Page page, Announcements announcements) {
        List<Found> news = Together.map(
                        entries,
                        entry -> scopes.rootOf(entry.uri())
                                .map(nearest -> new Found(entry, entry.access(nearest.access())))
                                .filter(found -> run.everything() || isNews(run.tenant(), found, page)))
                .stream()
                .flatMap(Optional::stream)
                .toList();
        differences(run, page, announcements).changed(news);
    }

    private boolean isNews(String tenant, Found found, Page page) {
        DocumentKey document = DocumentKey.of(tenant, found.entry().uri());
        if (isSettledAt(ledger.find(document).orElse(null), found.entry(), found.access())) {
            page.countUnchanged();
            return false;
        }
        return true;
    }

    private Differences differences(ReindexRun run, Page page, Announcements announcements) {
        return new Differences(naming, run, page, announcements, failuresOf(page), ledger, uploads, clock);
    }

    /** A document that was rejected is tried again: the verdict may rest on a limit, a parser or a fault that is no more. */
    private static boolean isSettledAt(@Nullable DocumentState state, Entry entry, AccessList access) {
        return state != null && state.holds(entry.etag(), access);
    }

    private ReindexRun sweep(ReindexRun run, SourceScopes scopes, Page page, Announcements announcements) {
        List<DocumentState> states = ledger.list(run.tenant(), run.after(), limits.documents());
        Map<DocumentState, Located> own = new HashMap<>();
        for (DocumentState state : states) {
            scopes.rootOf(state.uri()).ifPresent(root -> own.put(state, new Located(state, root)));
        }
        SourceLook look = new SourceLook(sources, failuresOf(page));
        look.ahead(states.stream().map(own::get).filter(Objects::nonNull).toList(), page::isOver);
        Set<String> kept = keep(run, states);
        for (int at = 0; at < states.size(); ) {
            List<Located> gone = new ArrayList<>();
            List<DocumentState> again = new ArrayList<>();
            do {
                DocumentState state = states.get(at++);
                Located document = own.get(state);
                if (document != null && look.isGone(document)) {
                    gone.add(document);
                } else if (run.everything() && isKept(run, state, kept)) {
                    again.add(state);
                }
            } while (at < states.size() && gone.size() + again.size() < page.room() && !page.isOver());
            differences(run, page, announcements).missing(gone, look.again());
            differences(run, page, announcements).uploaded(again);
            if (page.isFull()) {
                return run.afterPage(page, states.get(at - 1).key().id(), clock.instant());
            }
        }
        boolean more = states.size() == limits.documents();
        return run.afterPage(page, more ? states.getLast().key().id() : null, clock.instant());
    }

    /** Says of uploads that documents rest on that they are wanted, and which are there. */
    private Set<String> keep(ReindexRun run, List<DocumentState> states) {
        Set<String> names = states.stream()
                .filter(state -> isUpload(run, state))
                .map(DocumentState::etag)
                .collect(Collectors.toSet());
        try {
            return names.isEmpty() ? Set.of() : uploads.keep(names);
        } catch (IOException e) {
            throw new UncheckedIOException("uploads can't be kept", e);
        }
    }

    /** No source serves its uri, and its mark is the hash that names its bytes. */
    private boolean isUpload(ReindexRun run, DocumentState state) {
        String etag = state.etag();
        return etag != null
                && BlobStore.NAME.matcher(etag).matches()
                && state.uri().startsWith(run.scope())
                && sourceOf(state.uri()).isEmpty();
    }

    /** Whether it is an upload that is there, and that nothing is happening to. */
    private boolean isKept(ReindexRun run, DocumentState state, Set<String> kept) {
        return isUpload(run, state) && kept.contains(state.etag()) && !state.changing();
    }

    private Optional<DocumentSource> sourceOf(String uri) {
        return sources.stream().filter(source -> source.serves(uri)).findFirst();
    }
}
