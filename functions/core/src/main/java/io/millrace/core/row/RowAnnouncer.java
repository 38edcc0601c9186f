package io.millrace.core.row;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.ingest.ChangeNaming;
import io.millrace.core.ingest.ChangeNaming.NamedChange;
import io.millrace.core.ingest.DocumentChange;
import io.millrace.core.ingest.Reindexer.Announcements;
import io.millrace.core.ingest.Together;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;

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
        Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
        for (int from = 0; from < uris.size(); from += PAGE) {
            List<String> page = uris.subList(from, Math.min(uris.size(), from + PAGE));
            // A key that is not unique gives two rows one uri: the first counts, as with whatever opens it.
            Map<String, Entry> there = source.find(page).stream()
                    .collect(Collectors.toMap(Entry::uri, Function.identity(), (first, _) -> first));
            Together.each(page, uri -> {
                Instant at = documents.getOrDefault(uri, Instant.EPOCH);
                Entry entry = there.get(uri);
                outcomes.add(
                        entry == null
                                ? gone(source.root(), uri, at, batch, announcements)
                                : there(source.root(), entry, at, batch, announcements));
            });
        }
        return outcomes.stream().reduce(new Outcome(0, 0, 0), Outcome::plus);
    }

    private Outcome there(SourceRoot root, Entry entry, Instant at, String batch, Announcements announcements) {
        AccessList access = entry.access(root.access());
        Optional<DocumentState> known = ledger.find(DocumentKey.of(root.tenant(), entry.uri()));
        if (known.isPresent() && known.get().holds(entry.etag(), access)) {
            return new Outcome(0, 0, 1);
        }
        NamedChange name = naming.notified(root.tenant(), entry.uri(), access, root.uri(), batch);
        announcements.changed(new DocumentChange(
                name.document(),
                name.sequence(),
                entry.uri(),
                entry.uri(),
                entry.etag(),
                null,
                entry.bytes(),
                null,
                access,
                Map.of(),
                at));
        return new Outcome(1, 0, 0);
    }

    private Outcome gone(SourceRoot root, String uri, Instant at, String batch, Announcements announcements) {
        Optional<DocumentState> known = ledger.find(DocumentKey.of(root.tenant(), uri));
        if (known.isEmpty()
                || (known.get().state() == State.REMOVED && !known.get().changing())) {
            return new Outcome(0, 0, 1);
        }
        NamedChange name = naming.notified(root.tenant(), uri, known.get().access(), root.uri(), batch);
        announcements.removed(name.document(), name.sequence(), uri, at);
        return new Outcome(0, 1, 0);
    }
}
