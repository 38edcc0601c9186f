package io.millrace.index.lucene;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.TenantUse;
import io.millrace.core.index.Batch;
import io.millrace.core.ingest.ReindexRun;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one commit: what they have written goes to the writer, and what they read is the last commit with their own
 * writes laid over it. Holds no more than those changes touch.
 */
final class Transaction {

    private final Committed committed;
    private final IndexWriter writer;
    private final Instant now;
    private final Map<DocumentKey, DocumentState> states = new HashMap<>();
    /** Of the last commit. That a document is not in it takes a look into each segment, and is asked several times. */
    private final Map<DocumentKey, Optional<DocumentState>> committedStates = new HashMap<>();

    private final NavigableMap<String, @Nullable Batch> staged = new TreeMap<>();
    private final Map<String, Sequence> assigned = new HashMap<>();
    private final Map<Term, ReindexRun> runs = new HashMap<>();
    private final Map<String, TenantUse> uses = new HashMap<>();
    private long number;
    private int dimension;
    private long passagesMoved;
    private boolean changed;

    /**
     * @param number the last number that was given out
     */
    Transaction(Committed committed, IndexWriter writer, Instant now, long number) {
        this.committed = committed;
        this.writer = writer;
        this.now = now;
        this.number = number;
        this.dimension = committed.dimension();
    }

    Instant now() {
        return now;
    }

    boolean changed() {
        return changed;
    }

    Map<DocumentKey, DocumentState> states() {
        return states;
    }

    long number() {
        return number;
    }

    /** Of the index once this is committed: as many later as passages came and went. Those that came are marked with the one after the last. */
    long edition() {
        return committed.edition().number() + passagesMoved;
    }

    long nextNumber() {
        changed = true;
        return ++number;
    }

    @Nullable
    DocumentState state(DocumentKey key) throws IOException {
        DocumentState state = states.get(key);
        if (state != null) {
            return state;
        }
        Optional<DocumentState> before = committedStates.get(key);
        if (before == null) {
            before = Optional.ofNullable(committed.state(key));
            committedStates.put(key, before);
        }
        return before.orElse(null);
    }

    void put(DocumentState state) throws IOException {
        changed = true;
        DocumentState before = state(state.key());
        if (before == null) {
            writer.addDocument(Documents.ledger(state));
        } else if (!before.equals(state)) {
            writer.updateDocument(Fields.ledger(state.key()), Documents.ledger(state));
        }
        states.put(state.key(), state);
        count(state.key().tenant(), TenantUse.of(state).minus(before == null ? TenantUse.NONE : TenantUse.of(before)));
    }

    private void count(String tenant, TenantUse more) throws IOException {
        if (!more.isNone()) {
            TenantUse before = uses.get(tenant);
            uses.put(tenant, (before == null ? committed.use(tenant) : before).plus(more));
        }
    }

    /** Writes what only the sum of the changes tells. The last call before the commit. */
    void complete() throws IOException {
        for (Map.Entry<String, TenantUse> use : uses.entrySet()) {
            writer.updateDocument(Fields.use(use.getKey()), Documents.use(use.getKey(), use.getValue()));
        }
    }

    @Nullable
    Sequence assigned(String change) throws IOException {
        Sequence sequence = assigned.get(change);
        return sequence == null ? committed.assigned(change) : sequence;
    }

    void assign(String change, Sequence sequence) throws IOException {
        changed = true;
        writer.addDocument(Documents.assigned(change, sequence, now));
        assigned.put(change, sequence);
    }

    @Nullable
    ReindexRun run(Term key) throws IOException {
        ReindexRun run = runs.get(key);
        return run == null ? committed.run(key) : run;
    }

    void put(Term key, ReindexRun run) throws IOException {
        changed = true;
        writer.updateDocument(key, Documents.run(run, now));
        runs.put(key, run);
    }

    void putPositions(String source, Map<String, String> values) throws IOException {
        for (Map.Entry<String, String> value : values.entrySet()) {
            changed = true;
            writer.updateDocument(
                    Fields.position(source, value.getKey()),
                    Documents.position(source, value.getKey(), value.getValue()));
        }
    }

    void clearPositions(String source) throws IOException {
        changed = true;
        writer.deleteDocuments(Fields.positionsOf(source));
    }

    /** The keys of all staged batches that begin with {@code prefix}, in order. */
    List<String> stagedKeys(String prefix) throws IOException {
        TreeSet<String> keys = new TreeSet<>(committed.stagedKeys(prefix));
        for (Map.Entry<String, @Nullable Batch> entry :
                staged.tailMap(prefix, true).entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            if (entry.getValue() == null) {
                keys.remove(entry.getKey());
            } else {
                keys.add(entry.getKey());
            }
        }
        return new ArrayList<>(keys);
    }

    Batch stagedBatch(String key) throws IOException {
        Batch batch = staged.get(key);
        return batch == null ? committed.stagedBatch(key) : batch;
    }

    /** @param first whether none of its version is staged yet */
    void addStaged(Batch batch, boolean first) throws IOException {
        changed = true;
        String key = Fields.staged(batch);
        writer.updateDocument(new Term(Fields.STAGED, key), Documents.staged(key, batch, first, now));
        staged.put(key, batch);
    }

    /** Forgets the document's staged batches of changes that can have no effect any more. */
    void deleteStaged(DocumentState settled) throws IOException {
        DocumentKey key = settled.key();
        for (String batch : stagedKeys(Fields.stagedOf(key))) {
            if (!settled.admits(Fields.sequenceOf(batch, key))) {
                changed = true;
                writer.deleteDocuments(new Term(Fields.STAGED, batch));
                staged.put(batch, null);
            }
        }
    }

    void deletePassages(DocumentKey key) throws IOException {
        changed = true;
        DocumentState before = state(key);
        passagesMoved += before == null ? 0 : before.chunks();
        writer.deleteDocuments(Fields.passagesOf(key));
    }

    void addPassages(Batch batch) throws IOException {
        changed = true;
        for (var chunk : batch.chunks()) {
            writer.addDocument(Documents.passage(
                    batch.version(), chunk, committed.edition().number() + 1));
            passagesMoved++;
        }
    }

    /**
     * One index holds the vectors of one model.
     *
     * @throws ProblemException if the batch's vectors have another dimension than those already here
     */
    void requireDimension(Batch batch) {
        for (var chunk : batch.chunks()) {
            int found = chunk.vector().dimension();
            if (dimension == 0) {
                dimension = found;
            }
            if (found != dimension) {
                throw ProblemException.of(
                        Category.UNPROCESSABLE,
                        "vector-dimension-differs",
                        "The index holds vectors of " + dimension + " components, but document "
                                + batch.version().document().id() + " came with " + found
                                + ": another embedding model needs a new data directory and a full reindex.");
            }
        }
    }

    /**
     * Deletes what {@link io.millrace.core.index.PassageStore#sweep} says and came before {@code horizon}. Must be the last change of its transaction: the ones after it would still read
     * it.
     */
    void sweep(Instant horizon) throws IOException {
        changed = true;
        writer.deleteDocuments(new BooleanQuery.Builder()
                .add(LongPoint.newRangeQuery(Fields.CAME_AT, Long.MIN_VALUE, horizon.toEpochMilli() - 1), Occur.FILTER)
                .add(new TermInSetQuery(Fields.STAGED, stagedOfLatestChanges()), Occur.MUST_NOT)
                .build());
    }

    private List<BytesRef> stagedOfLatestChanges() throws IOException {
        List<String> keys = stagedKeys("");
        Map<String, String> latest = new HashMap<>();
        for (String key : keys) {
            // In the order of the keys: a document's last change is its latest.
            latest.put(Fields.documentOf(key), Fields.changeOf(key));
        }
        return keys.stream()
                .filter(key -> Fields.changeOf(key).equals(latest.get(Fields.documentOf(key))))
                .map(BytesRef::new)
                .toList();
    }
}
