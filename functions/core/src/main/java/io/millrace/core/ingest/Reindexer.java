package io.millrace.core.ingest;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.Sequence;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares what sources hold with what the ledger knows, and announces the differences: what notifications missed. */
public final class Reindexer {

    private static final int PAGE = 500;

    private final List<DocumentSource> sources;
    private final Ledger ledger;
    private final ChangeNaming naming;
    private final Clock clock;

    public Reindexer(List<DocumentSource> sources, Ledger ledger, Clock clock) {
        this.sources = List.copyOf(sources);
        this.ledger = ledger;
        this.naming = new ChangeNaming(ledger);
        this.clock = clock;
    }

    /**
     * A part of a source that is indexed.
     *
     * @param uri everything below it
     * @param access who may see what lies there
     */
    public record Scope(String uri, AccessList access) {}

    /** Hears of each difference; when it returns, the announcement is durable. */
    public interface Announcements {

        void changed(DocumentChange change);

        void removed(DocumentKey document, Sequence sequence, String uri, Instant at);
    }

    /** How many documents differed, and how many did not. */
    public record Comparison(long changed, long removed, long unchanged) {

        Comparison plus(Comparison other) {
            return new Comparison(changed + other.changed, removed + other.removed, unchanged + other.unchanged);
        }
    }

    /**
     * Compares every scope. A run that was cut short is repeated under the same name: what it had announced gets the same
     * sequence again and has no further effect.
     *
     * @param run names this comparison
     * @param everything announce what has not changed as well
     */
    public Comparison compare(
            String tenant, List<Scope> scopes, String run, boolean everything, Announcements announcements)
            throws IOException {
        Comparison total = new Comparison(0, 0, 0);
        for (Scope scope : scopes) {
            Optional<DocumentSource> source = sources.stream()
                    .filter(candidate -> candidate.serves(scope.uri()))
                    .findFirst();
            if (source.isPresent()) {
                total = total.plus(compare(tenant, source.get(), scope, run, everything, announcements));
            }
        }
        return total;
    }

    private Comparison compare(
            String tenant,
            DocumentSource source,
            Scope scope,
            String run,
            boolean everything,
            Announcements announcements)
            throws IOException {
        long changed = 0;
        long unchanged = 0;
        Set<String> present = new HashSet<>();
        try (Stream<Entry> entries = source.list(scope.uri())) {
            for (Iterator<Entry> all = entries.iterator(); all.hasNext(); ) {
                Entry entry = all.next();
                DocumentKey document = DocumentKey.of(tenant, entry.uri());
                present.add(document.id());
                if (!everything && isSettledAt(ledger.find(document).orElse(null), entry)) {
                    unchanged++;
                    continue;
                }
                ChangeNaming.NamedChange name = naming.found(tenant, entry.uri(), scope.access(), run);
                announcements.changed(new DocumentChange(
                        document,
                        name.sequence(),
                        entry.uri(),
                        entry.uri(),
                        entry.etag(),
                        null,
                        entry.bytes(),
                        null,
                        scope.access(),
                        Map.of(),
                        clock.instant()));
                changed++;
            }
        }
        return new Comparison(changed, removeMissing(tenant, scope, present, run, announcements), unchanged);
    }

    private static boolean isSettledAt(@Nullable DocumentState state, Entry entry) {
        return state != null
                && state.state() == State.INDEXED
                && !state.changing()
                && entry.etag().equals(state.etag());
    }

    private long removeMissing(
            String tenant, Scope scope, Set<String> present, String run, Announcements announcements) {
        long removed = 0;
        String after = null;
        List<DocumentState> page;
        do {
            page = ledger.list(tenant, after, PAGE);
            for (DocumentState state : page) {
                after = state.key().id();
                if (state.uri().startsWith(scope.uri())
                        && !present.contains(state.key().id())) {
                    ChangeNaming.NamedChange name = naming.found(tenant, state.uri(), state.access(), run);
                    announcements.removed(state.key(), name.sequence(), state.uri(), clock.instant());
                    removed++;
                }
            }
        } while (page.size() == PAGE);
        return removed;
    }
}
