package io.millrace.index.lucene;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.TenantUse;
import io.millrace.core.index.Batch;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.IndexCounts;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.LedgerRules;
import io.millrace.core.index.PassageStore;
import io.millrace.core.index.StageResult;
import io.millrace.core.index.Staging;
import io.millrace.core.ingest.ReindexRun;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.row.CapturePositions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;

/**
 * The store of one machine: a Lucene index that holds passages, ledger, staged batches, given-out sequences and reindex runs, so that one
 * commit changes them together. Safe for use by many threads; the more callers write at once, the more share a commit.
 *
 * <p>A method that changes something blocks until the change is forced to the disk and visible. Failures are
 * {@link ProblemException}: {@code index-not-writable} (UNAVAILABLE) when the disk refuses, after which the next change tries
 * to open the index again; {@code index-closed} (UNAVAILABLE); {@code vector-dimension-differs} (UNPROCESSABLE);
 * {@code uri-too-long} (UNPROCESSABLE); {@code index-failure} (INTERNAL).
 */
public final class LuceneStore implements PassageStore {

    private static final int MAX_PAGE = 1000;

    private final OpenIndex index;
    private final Committer committer;
    private final LuceneSettings settings;
    private final Clock clock;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LuceneStore(OpenIndex index, LuceneSettings settings, Clock clock) {
        this.index = index;
        this.settings = settings;
        this.clock = clock;
        this.committer = new Committer(index, settings, clock);
    }

    /**
     * Opens the index in {@code folder}, which is made if it is not there.
     *
     * @throws ProblemException {@code index-in-use}, {@code index-unreadable} or {@code index-not-writable}
     */
    public static LuceneStore open(Path folder, LuceneSettings settings) {
        return open(folder, settings, FileLayer.DISK);
    }

    /** Like {@link #open(Path, LuceneSettings)}, with files of one's own. */
    public static LuceneStore open(Path folder, LuceneSettings settings, FileLayer files) {
        try {
            Files.createDirectories(folder);
            return open(files.open(folder), settings, Clock.systemUTC());
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem(
                            Category.UNAVAILABLE,
                            "index-not-writable",
                            "The index's folder " + folder + " can't be used (" + e
                                    + "); make it writable, or choose another data directory."),
                    e);
        }
    }

    /** Opens the index in {@code directory}, which the store closes when it is closed. */
    public static LuceneStore open(Directory directory, LuceneSettings settings, Clock clock) {
        LuceneStore store = new LuceneStore(new OpenIndex(directory, settings), settings, clock);
        store.committer.start();
        return store;
    }

    @Override
    public StageResult stage(Batch batch) {
        requireUsable(batch.version().uri(), batch.version().sequence());
        return committer.run(Changes.stage(batch, clock.instant()));
    }

    @Override
    public Optional<DocumentState> confirm(DocumentVersion version) {
        requireUsable(version.uri(), version.sequence());
        Committed committed = acquire();
        try {
            // The usual answer, and it changes nothing: no need to queue for it.
            if (!LedgerRules.isCurrent(committed.state(version.document()), version.version())) {
                return Optional.empty();
            }
        } catch (IOException e) {
            throw LuceneSnapshot.unreadable(e);
        } finally {
            OpenIndex.release(committed);
        }
        return committer.run(Changes.confirm(version));
    }

    @Override
    public DocumentState remove(DocumentKey document, String uri, Sequence sequence, Instant changedAt) {
        requireUsable(uri, sequence);
        return committer.run(Changes.remove(document, uri, sequence, changedAt));
    }

    @Override
    public DocumentState reject(
            DocumentKey document,
            String uri,
            @Nullable String etag,
            @Nullable AccessList access,
            Sequence sequence,
            Problem reason,
            Instant changedAt) {
        requireUsable(uri, sequence);
        return committer.run(Changes.reject(document, uri, etag, access, sequence, reason, changedAt));
    }

    @Override
    public List<Sequence> assign(List<Unnumbered> changes) {
        changes.forEach(change -> requireUsable(change.uri()));
        return committer.run(Changes.assign(changes), changes.size());
    }

    @Override
    public List<Sequence> assignRepair(List<Unnumbered> changes) {
        changes.forEach(change -> requireUsable(change.uri()));
        return committer.run(Changes.assignRepair(changes), changes.size());
    }

    @Override
    public void note(DocumentKey document, String uri, AccessList access, Sequence sequence) {
        requireUsable(uri, sequence);
        committer.run(Changes.note(document, uri, access, sequence));
    }

    @Override
    public ReindexRun change(String tenant, String scope, Change change) {
        return committer.run(Changes.run(Fields.run(tenant, scope), change));
    }

    @Override
    public Optional<ReindexRun> find(String tenant, String scope) {
        return read(committed -> Optional.ofNullable(committed.run(Fields.run(tenant, scope))));
    }

    @Override
    public void sweep(Instant now) {
        committer.runLast(Changes.sweep(now.minus(settings.kept())));
    }

    @Override
    public IndexSnapshot snapshot() {
        return new LuceneSnapshot(acquire());
    }

    @Override
    public boolean snapshotsAreFree() {
        return true;
    }

    @Override
    public Optional<DocumentState> find(DocumentKey document) {
        return read(committed -> Optional.ofNullable(committed.state(document)));
    }

    @Override
    public List<DocumentState> list(String tenant, @Nullable Set<String> askers, @Nullable String after, int limit) {
        requirePage(limit);
        return read(committed -> committed.list(tenant, askers, after, limit));
    }

    @Override
    public List<DocumentState> latest(String tenant, State state, int limit) {
        requirePage(limit);
        return read(committed -> committed.latest(tenant, state, limit));
    }

    @Override
    public void failed(DocumentKey document, String uri, AccessList access, Sequence sequence, Problem problem) {
        requireUsable(uri, sequence);
        committer.run(Changes.failed(document, uri, access, sequence, problem));
    }

    @Override
    public TenantUse use(String tenant) {
        return read(committed -> committed.use(tenant));
    }

    @Override
    public Set<String> inUse(Set<String> etags) {
        return read(committed -> committed.inUse(etags));
    }

    @Override
    public Optional<Staging> staging(DocumentKey document) {
        List<String> staged = read(committed -> committed.stagedKeys(Fields.stagedOf(document)));
        if (staged.isEmpty()) {
            return Optional.empty();
        }
        // In the order of their sequences; the latest version is what ends up current.
        String last = staged.getLast();
        String version = last.substring(0, last.lastIndexOf('/') + 1);
        int durable =
                (int) staged.stream().filter(key -> key.startsWith(version)).count();
        return Optional.of(new Staging(Fields.sequenceOf(last, document), durable, Fields.batchesOf(last)));
    }

    @Override
    public IndexCounts counts() {
        return read(committed -> new IndexCounts(
                count(committed, Documents.termOf(State.INDEXED)),
                committed.searcher().count(new FieldExistsQuery(Fields.VECTOR)),
                count(committed, Fields.CHANGING),
                committed.searcher().count(new TermQuery(new Term(Fields.STAGED_FIRST, ""))),
                count(committed, Documents.termOf(State.REJECTED))));
    }

    private static long count(Committed committed, String term) throws IOException {
        return committed.searcher().count(new TermQuery(new Term(Fields.LEDGER_IS, term)));
    }

    /**
     * Lists documents, passages and staged batches by identity, order of change and content hash, a line each, in an order that
     * depends on nothing else: two stores hold the same if this is the same.
     */
    public void dump(Appendable out) {
        read(committed -> {
            new Contents(committed, out).write();
            return true;
        });
    }

    /** Positions of logs in the same index. */
    public CapturePositions positions() {
        return new LucenePositions(source -> read(committed -> committed.positions(source)), committer);
    }

    /** How many commits this process has made to it. */
    public long commits() {
        return committer.commits();
    }

    /** Whether no change waits and no merge is under way: what is searched now is what will be searched until the next change. */
    public boolean isSettled() {
        return committer.isSettled();
    }

    private interface Read<R> {
        R apply(Committed committed) throws IOException;
    }

    private <R> R read(Read<R> read) {
        Committed committed = acquire();
        try {
            return read.apply(committed);
        } catch (IOException e) {
            throw LuceneSnapshot.unreadable(e);
        } finally {
            OpenIndex.release(committed);
        }
    }

    private Committed acquire() {
        try {
            return index.acquire();
        } catch (AlreadyClosedException e) {
            throw Committer.closing();
        }
    }

    private static void requirePage(int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit is 1 to " + MAX_PAGE + ", but is " + limit);
        }
    }

    private static void requireUsable(String uri, Sequence sequence) {
        requireUsable(uri);
        if (!sequence.isAfter(Sequence.NONE)) {
            throw new IllegalArgumentException("a change needs a sequence after " + Sequence.NONE);
        }
    }

    private static void requireUsable(String uri) {
        if (uri.length() > Fields.MAX_URI_LENGTH) {
            throw ProblemException.of(
                    Category.UNPROCESSABLE,
                    "uri-too-long",
                    "A uri has " + uri.length() + " characters, the most is " + Fields.MAX_URI_LENGTH + ": "
                            + uri.substring(0, 80) + "…");
        }
    }

    /** Makes the changes that wait durable, answers them, and closes the files. Snapshots stay usable until they are closed. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            committer.close();
            index.close();
        }
    }
}
