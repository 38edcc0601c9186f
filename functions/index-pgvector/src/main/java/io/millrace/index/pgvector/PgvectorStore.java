package io.millrace.index.pgvector;

import io.millrace.core.deadletter.DeadLetterStore;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.Digest;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.SourceRegistry.Kind;
import io.millrace.core.document.TenantUse;
import io.millrace.core.feedback.FeedbackStore;
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
import io.millrace.core.state.SharedState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The store that many processes share: passages, ledger, staged batches, given-out sequences and reindex runs in one schema of PostgreSQL, so that one
 * transaction changes them together. Safe for use by many threads and many processes.
 *
 * <p>A method that changes something returns when the transaction is durable. Failures are {@link ProblemException}: {@code index-not-reachable}
 * (UNAVAILABLE) while PostgreSQL is away, full or out of connections; {@code vector-dimension-differs} and {@code uri-too-long} (UNPROCESSABLE);
 * {@code index-failure} (INTERNAL).
 */
public final class PgvectorStore implements PassageStore {

    private static final int MAX_PAGE = 1000;
    private static final int MAX_URI_LENGTH = 8192;

    /** Documents that one transaction changes: all locks of a server share a table of some thousand. */
    private static final int MOST_LOCKS = 100;

    private final Database database;
    private final PgvectorSettings settings;
    private final Clock clock;
    private final @Nullable PassagesElsewhere elsewhere;
    private final Changes changes;
    private final VectorDimension dimension;

    /** Passages beside the ledger. Opens no connection yet. */
    public PgvectorStore(PgvectorSettings settings, Clock clock) {
        this(settings, clock, null);
    }

    /**
     * The ledger alone. Opens no connection yet.
     *
     * @param elsewhere who keeps the passages, closed with this; null for the tables beside the ledger
     */
    public PgvectorStore(PgvectorSettings settings, Clock clock, @Nullable PassagesElsewhere elsewhere) {
        this.database = new Database(settings);
        this.settings = settings;
        this.clock = clock;
        this.elsewhere = elsewhere;
        this.changes = new Changes(elsewhere, clock);
        this.dimension = new VectorDimension(database, elsewhere);
    }

    /** Opens a connection, which the next use takes, and brings the schema to this build's version. */
    public void connect() {
        database.connect();
    }

    @Override
    public StageResult stage(Batch batch) {
        requireUsable(batch.version().uri(), batch.version().sequence());
        Instant handedInAt = clock.instant();
        dimension.require(batch);
        return database.write(connection -> changes.stage(connection, batch, handedInAt));
    }

    @Override
    public Optional<DocumentState> confirm(DocumentVersion version) {
        requireUsable(version.uri(), version.sequence());
        return database.write(connection -> changes.confirm(connection, version, clock.instant()));
    }

    @Override
    public DocumentState remove(DocumentKey document, String uri, Sequence sequence, Instant changedAt) {
        requireUsable(uri, sequence);
        return database.write(connection -> {
            DocumentState before = Changes.locked(connection, document);
            return before != null && !LedgerRules.isNews(before, sequence)
                    ? before
                    : changes.hide(
                            connection,
                            before,
                            LedgerRules.removed(before, document, uri, sequence, changedAt, clock.instant()));
        });
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
        return database.write(connection -> {
            DocumentState before = Changes.locked(connection, document);
            return before != null && !LedgerRules.isNews(before, sequence)
                    ? before
                    : changes.hide(
                            connection,
                            before,
                            LedgerRules.rejected(
                                    before, document, uri, etag, access, sequence, reason, changedAt, clock.instant()));
        });
    }

    @Override
    public List<Sequence> assign(List<Unnumbered> changes) {
        return give(
                "number",
                changes,
                (connection, state) -> Sequence.ofNumber(
                        new Sql("SELECT nextval('change_number')").one(connection, row -> row.getLong(1))));
    }

    @Override
    public List<Sequence> assignRepair(List<Unnumbered> changes) {
        return give(
                "repair", changes, (connection, state) -> (state == null ? Sequence.NONE : state.known()).nextRepair());
    }

    /** Finds a change's sequence. */
    private interface Numbering {
        Sequence next(Connection connection, @Nullable DocumentState state) throws SQLException;
    }

    private List<Sequence> give(String kind, List<Unnumbered> changes, Numbering numbering) {
        changes.forEach(change -> requireUsable(change.uri()));
        // In the order of their documents, so that no two writers wait for each other's locks.
        List<Integer> order = IntStream.range(0, changes.size())
                .boxed()
                .sorted(Comparator.comparing(i -> changes.get(i).document().id()))
                .toList();
        Sequence[] sequences = new Sequence[changes.size()];
        for (int from = 0; from < order.size(); from += MOST_LOCKS) {
            List<Integer> some = order.subList(from, Math.min(order.size(), from + MOST_LOCKS));
            database.write(connection -> {
                for (int i : some) {
                    sequences[i] = give(connection, kind, changes.get(i), numbering);
                }
                return true;
            });
        }
        return List.of(sequences);
    }

    private Sequence give(Connection connection, String kind, Unnumbered unnumbered, Numbering numbering)
            throws SQLException {
        DocumentKey key = unnumbered.document();
        String change = Digest.of(kind, key.tenant(), key.id(), unnumbered.changeKey());
        DocumentState state = Changes.locked(connection, key);
        Sequence given = new Sql("SELECT sequence FROM assigned WHERE change = ?", change)
                .first(connection, row -> new Sequence(row.getString(1)));
        if (given != null) {
            return given;
        }
        Sequence sequence = numbering.next(connection, state);
        new Sql(
                        "INSERT INTO assigned (change, sequence, came_millis) VALUES (?, ?, ?)",
                        change,
                        sequence.value(),
                        clock.millis())
                .update(connection);
        LedgerTable.put(
                connection, LedgerRules.announced(state, key, unnumbered.uri(), "", unnumbered.access(), sequence));
        return sequence;
    }

    @Override
    public void note(DocumentKey document, String uri, AccessList access, Sequence sequence) {
        requireUsable(uri, sequence);
        database.write(connection -> {
            DocumentState state = Changes.locked(connection, document);
            if (state == null || sequence.isAfter(state.known())) {
                LedgerTable.put(connection, LedgerRules.announced(state, document, uri, "", access, sequence));
            }
            return sequence;
        });
    }

    @Override
    public void failed(DocumentKey document, String uri, AccessList access, Sequence sequence, Problem problem) {
        requireUsable(uri, sequence);
        database.write(connection -> {
            DocumentState state = Changes.locked(connection, document);
            if (LedgerRules.isNews(state, sequence)) {
                DocumentState announced = LedgerRules.announced(state, document, uri, "", access, sequence);
                LedgerTable.put(connection, LedgerRules.failed(announced, sequence, problem, clock.instant()));
            }
            return sequence;
        });
    }

    @Override
    public ReindexRun change(String tenant, String scope, Change change) {
        return database.write(connection -> {
            Changes.lock(connection, "run", tenant, scope);
            ReindexRun before = RunTable.find(connection, tenant, scope);
            ReindexRun after = change.apply(before);
            if (!after.equals(before)) {
                RunTable.put(connection, tenant, scope, after, clock.instant());
            }
            return after;
        });
    }

    @Override
    public Optional<ReindexRun> find(String tenant, String scope) {
        return database.read(connection -> Optional.ofNullable(RunTable.find(connection, tenant, scope)));
    }

    @Override
    public void sweep(Instant now) {
        long horizon = now.minus(settings.kept()).toEpochMilli();
        database.write(connection -> StagingTable.sweep(connection, horizon));
        database.write(connection -> new Sql("DELETE FROM assigned WHERE came_millis < ?", horizon).update(connection));
        database.write(connection -> RunTable.sweep(connection, horizon));
        // Words that nothing holds any more. Counts change under the lock of this row only.
        database.write(connection -> {
            new Sql("SELECT edition, " + Publication.RESTING_BRIEFLY + " FROM index_state FOR UPDATE")
                    .one(connection, row -> true);
            return new Sql("DELETE FROM word_count WHERE passages <= 0").update(connection);
        });
    }

    @Override
    public IndexSnapshot snapshot() {
        if (elsewhere == null) {
            return PgvectorSnapshot.open(database);
        }
        LedgerView ledger = LedgerView.open(database);
        if (ledger.dimension() != 0) {
            dimension.requireSame(ledger.elsewhere());
        }
        return elsewhere.snapshot(ledger);
    }

    @Override
    public Optional<DocumentState> find(DocumentKey document) {
        return database.read(connection -> Optional.ofNullable(LedgerTable.find(connection, document)));
    }

    @Override
    public List<DocumentState> list(String tenant, @Nullable Set<String> askers, @Nullable String after, int limit) {
        requirePage(limit);
        return database.read(connection -> LedgerTable.list(connection, tenant, askers, after, limit));
    }

    @Override
    public List<DocumentState> latest(String tenant, State state, int limit) {
        requirePage(limit);
        return database.read(connection -> LedgerTable.latest(connection, tenant, state, limit));
    }

    @Override
    public TenantUse use(String tenant) {
        List<TenantUse> use = database.read(connection -> new Sql(
                        "SELECT documents, bytes, chunks FROM tenant_use WHERE tenant = ?", tenant)
                .list(connection, row -> new TenantUse(row.getLong(1), row.getLong(2), row.getLong(3))));
        return use.isEmpty() ? TenantUse.NONE : use.getFirst();
    }

    @Override
    public Set<String> inUse(Set<String> etags) {
        return Set.copyOf(database.read(
                connection -> new Sql("SELECT DISTINCT etag FROM document WHERE etag = ANY (?)", (Object)
                                etags.toArray(String[]::new))
                        .list(connection, row -> row.getString(1))));
    }

    @Override
    public Optional<Staging> staging(DocumentKey document) {
        return database.read(connection -> Optional.ofNullable(StagingTable.latest(connection, document)));
    }

    @Override
    public IndexCounts counts() {
        return database.read(connection -> new Sql(
                        "SELECT (SELECT coalesce(sum(documents), 0) FROM tenant_use), (SELECT passages FROM index_state),"
                                + " (SELECT count(*) FROM document WHERE known > settled),"
                                + " (SELECT count(*) FROM (SELECT DISTINCT tenant, document, sequence, version, batches FROM staged) AS versions),"
                                + " (SELECT count(*) FROM document WHERE state = 'REJECTED')")
                .one(
                        connection,
                        row -> new IndexCounts(
                                row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5))));
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
        if (uri.length() > MAX_URI_LENGTH) {
            throw ProblemException.of(
                    Category.UNPROCESSABLE,
                    "uri-too-long",
                    "A uri has " + uri.length() + " characters, the most is " + MAX_URI_LENGTH + ": "
                            + uri.substring(0, 80) + "…");
        }
    }

    /** Dead letters in the same schema. */
    public DeadLetterStore deadLetters() {
        return new PgvectorDeadLetterStore(database);
    }

    /** What functions keep for each other, in the same schema. */
    public SharedState shared() {
        return new SharedState(
                new PgvectorBlobStore(database),
                new PgvectorAnswerStore(database),
                new PgvectorFeedbackStore(database, FeedbackStore.MAX_ANSWERS),
                new PgvectorSourceRegistry(database, Kind.BUCKETS),
                new PgvectorSourceRegistry(database, Kind.PAGES));
    }

    /** Positions of logs in the same schema. */
    public CapturePositions positions() {
        return new PgvectorPositions(database);
    }

    /** Closes the connections, those of open snapshots too. */
    @Override
    public void close() {
        try {
            if (elsewhere != null) {
                elsewhere.close();
            }
        } finally {
            database.close();
        }
    }
}
