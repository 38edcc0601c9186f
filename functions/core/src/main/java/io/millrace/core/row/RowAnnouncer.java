package io.millrace.core.row;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.ingest.ChangeNaming;
import io.millrace.core.ingest.ChangeNaming.Named;
import io.millrace.core.ingest.ChangeNaming.NamedChange;
import io.millrace.core.ingest.ChangeNaming.Place;
import io.millrace.core.ingest.DocumentChange;
import io.millrace.core.ingest.Reindexer.Announcements;
import io.millrace.core.ingest.Together;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides what changed rows come to: documents to announce as changed or as removed, or nothing, by what the database holds now.
 *
 * <p>The order of a document's changes is the ledger's count and not the log's position: what is announced is "look again", whoever looks reads what is there
 * then, and a position of a log does not outlive a fail-over or a database that was restored.
 */
public final class RowAnnouncer {

    private static final int PAGE = 500;

    private final Ledger ledger;
    private final ChangeNaming naming;

    public RowAnnouncer(Ledger ledger) {
        this.ledger = ledger;
        this.naming = new ChangeNaming(ledger);
    }

    /** What became of some documents. */
    public record Outcome(int changed, int removed, int unchanged) {

        /** Both together. */
        public Outcome plus(Outcome other) {
            return new Outcome(changed + other.changed, removed + other.removed, unchanged + other.unchanged);
        }
    }

    /**
     * Announces what is news of some documents; when it returns, that is durable.
     *
     * @param documents canonical uris of {@code source}, each with when its change was committed
     * @param batch tells these changes from others; the same again names the same changes
     * @throws IOException where the database can't be asked; what was announced until then is announced again with the next attempt, without further effect
     */
    public Outcome announce(RowSource source, Map<String, Instant> documents, String batch, Announcements announcements)
            throws IOException {
        List<String> uris = new ArrayList<>(documents.keySet());
        Outcome outcome = new Outcome(0, 0, 0);
        for (int from = 0; from < uris.size(); from += PAGE) {
            List<String> page = uris.subList(from, Math.min(uris.size(), from + PAGE));
            // A key that is not unique gives two rows one uri: the first counts, as with whatever opens it.
            Map<String, Entry> there = source.find(page).stream()
                    .collect(Collectors.toMap(Entry::uri, Function.identity(), (first, _) -> first));
            List<News> news = Together.map(page, uri -> news(source.root(), uri, there.get(uri))).stream()
                    .flatMap(Optional::stream)
                    .toList();
            // All together: each would wait for a durable write of its own.
            List<Named<News>> named = naming.notified(
                    source.root().tenant(),
                    news,
                    each -> new Place(each.uri(), each.access()),
                    source.root().uri(),
                    batch);
            Together.each(named, each -> announce(each, documents, announcements));
            int changed =
                    (int) news.stream().filter(each -> each.entry() != null).count();
            outcome = outcome.plus(new Outcome(changed, news.size() - changed, page.size() - news.size()));
        }
        return outcome;
    }

    /**
     * A document that changed.
     *
     * @param entry what the database has now; null where it has nothing any more
     */
    private record News(
            String uri, AccessList access, @Nullable Entry entry) {}

    private Optional<News> news(SourceRoot root, String uri, @Nullable Entry entry) {
        Optional<DocumentState> known = ledger.find(DocumentKey.of(root.tenant(), uri));
        if (entry != null) {
            AccessList access = entry.access(root.access());
            return known.isPresent() && known.get().holds(entry.etag(), access)
                    ? Optional.empty()
                    : Optional.of(new News(uri, access, entry));
        }
        return known.filter(state -> state.state() != State.REMOVED || state.changing())
                .map(state -> new News(uri, state.access(), null));
    }

    private static void announce(Named<News> named, Map<String, Instant> documents, Announcements announcements) {
        NamedChange name = named.name();
        String uri = named.what().uri();
        Instant at = documents.getOrDefault(uri, Instant.EPOCH);
        Entry entry = named.what().entry();
        if (entry == null) {
            announcements.removed(name.document(), name.sequence(), uri, at);
            return;
        }
        announcements.changed(new DocumentChange(
                name.document(),
                name.sequence(),
                uri,
                uri,
                entry.etag(),
                null,
                entry.bytes(),
                null,
                named.what().access(),
                Map.of(),
                at));
    }
}
