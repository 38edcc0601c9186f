package io.millrace.index.lucene;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.Digest;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.Indexing;
import io.millrace.core.document.Ledger.Unnumbered;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.Timings;
import io.millrace.core.index.Batch;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.LedgerRules;
import io.millrace.core.index.StageResult;
import io.millrace.core.index.StageResult.Published;
import io.millrace.core.index.StageResult.Staged;
import io.millrace.core.index.StageResult.Superseded;
import io.millrace.core.ingest.ReindexRun;
import io.millrace.core.ingest.ReindexRuns;
import io.millrace.core.problem.Problem;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.Term;
import org.jspecify.annotations.Nullable;

/** The changes that the ports know, each decided by {@link LedgerRules} and written to its transaction. */
final class Changes {

    private Changes() {}

    /** @param handedInAt when the caller handed it to the store */
    static Change<StageResult> stage(Batch batch, Instant handedInAt) {
        return transaction -> stage(transaction, batch, handedInAt);
    }

    private static StageResult stage(Transaction transaction, Batch batch, Instant handedInAt) throws IOException {
        DocumentVersion version = batch.version();
        DocumentState state = transaction.state(version.document());
        if (state != null && !LedgerRules.isNews(state, version.sequence())) {
            boolean published =
                    version.sequence().equals(state.settled()) && LedgerRules.isCurrent(state, version.version());
            return published ? new Published(state) : new Superseded(state);
        }
        if (state != null && LedgerRules.isCurrent(state, version.version())) {
            return new Published(raise(transaction, state, version));
        }
        transaction.requireDimension(batch);
        if (batch.batches() == 1) {
            return publish(transaction, batch, List.of(), handedInAt);
        }
        List<String> durable = transaction.stagedKeys(Fields.stagedOf(version, batch.batches()));
        boolean fresh = !durable.contains(Fields.staged(batch));
        if (fresh && durable.size() + 1 == batch.batches()) {
            return publish(transaction, batch, durable, handedInAt);
        }
        if (fresh) {
            transaction.addStaged(batch, durable.isEmpty());
            transaction.put(LedgerRules.announced(
                    state, version.document(), version.uri(), version.title(), version.access(), version.sequence()));
        }
        return new Staged(durable.size() + (fresh ? 1 : 0), batch.batches());
    }

    /** Passages in the order of their batches, one batch in memory at a time. */
    private static Published publish(Transaction transaction, Batch last, List<String> others, Instant handedInAt)
            throws IOException {
        DocumentVersion version = last.version();
        DocumentKey key = version.document();
        DocumentState before = transaction.state(key);
        if (before != null && before.chunks() > 0) {
            transaction.deletePassages(key);
        }
        int chunks = last.chunks().size();
        int embedded = last.embedded();
        long embedMicros = last.embedMicros();
        transaction.addPassages(last);
        for (String other : others) {
            Batch batch = transaction.stagedBatch(other);
            transaction.addPassages(batch);
            chunks += batch.chunks().size();
            embedded += batch.embedded();
            embedMicros += batch.embedMicros();
        }
        Timings prepared = version.timings();
        long waited = Math.max(0, ChronoUnit.MICROS.between(handedInAt, transaction.now()));
        Indexing indexing = new Indexing(
                version.configuration(),
                version.bytes(),
                embedded,
                prepared == null ? null : prepared.published(embedMicros, waited));
        DocumentState state = LedgerRules.indexed(before, version, chunks, indexing, transaction.now());
        transaction.deleteStaged(state);
        transaction.put(state);
        return new Published(state);
    }

    static Change<Optional<DocumentState>> confirm(DocumentVersion version) {
        return transaction -> {
            DocumentState state = transaction.state(version.document());
            if (state == null || !LedgerRules.isCurrent(state, version.version())) {
                return Optional.empty();
            }
            return Optional.of(
                    LedgerRules.isNews(state, version.sequence()) ? raise(transaction, state, version) : state);
        };
    }

    private static DocumentState raise(Transaction transaction, DocumentState state, DocumentVersion version)
            throws IOException {
        DocumentState raised = LedgerRules.raised(state, version, transaction.now());
        transaction.put(raised);
        transaction.deleteStaged(raised);
        return raised;
    }

    static Change<DocumentState> remove(DocumentKey key, String uri, Sequence sequence, Instant changedAt) {
        return transaction -> {
            DocumentState before = transaction.state(key);
            if (before != null && !LedgerRules.isNews(before, sequence)) {
                return before;
            }
            return hide(transaction, LedgerRules.removed(before, key, uri, sequence, changedAt, transaction.now()));
        };
    }

    static Change<DocumentState> reject(
            DocumentKey key,
            String uri,
            @Nullable String etag,
            @Nullable AccessList access,
            Sequence sequence,
            Problem reason,
            Instant changedAt) {
        return transaction -> {
            DocumentState before = transaction.state(key);
            if (before != null && !LedgerRules.isNews(before, sequence)) {
                return before;
            }
            DocumentState rejected = LedgerRules.rejected(
                    before, key, uri, etag, access, sequence, reason, changedAt, transaction.now());
            return hide(transaction, rejected);
        };
    }

    private static DocumentState hide(Transaction transaction, DocumentState settled) throws IOException {
        transaction.deletePassages(settled.key());
        transaction.deleteStaged(settled);
        transaction.put(settled);
        return settled;
    }

    static Change<Boolean> failed(DocumentKey key, String uri, AccessList access, Sequence sequence, Problem problem) {
        return transaction -> {
            DocumentState before = transaction.state(key);
            if (!LedgerRules.isNews(before, sequence)) {
                return false;
            }
            DocumentState announced = LedgerRules.announced(before, key, uri, "", access, sequence);
            transaction.put(LedgerRules.failed(announced, sequence, problem, transaction.now()));
            return true;
        };
    }

    static Change<List<Sequence>> assign(List<Unnumbered> changes) {
        return transaction -> {
            List<Sequence> sequences = new ArrayList<>(changes.size());
            for (Unnumbered change : changes) {
                String name = nameOf("number", change);
                Sequence given = transaction.assigned(name);
                sequences.add(
                        given != null
                                ? given
                                : give(transaction, name, change, Sequence.ofNumber(transaction.nextNumber())));
            }
            return sequences;
        };
    }

    static Change<List<Sequence>> assignRepair(List<Unnumbered> changes) {
        return transaction -> {
            List<Sequence> sequences = new ArrayList<>(changes.size());
            for (Unnumbered change : changes) {
                String name = nameOf("repair", change);
                Sequence given = transaction.assigned(name);
                if (given == null) {
                    DocumentState state = transaction.state(change.document());
                    Sequence known = state == null ? Sequence.NONE : state.known();
                    given = give(transaction, name, change, known.nextRepair());
                }
                sequences.add(given);
            }
            return sequences;
        };
    }

    private static String nameOf(String kind, Unnumbered change) {
        DocumentKey document = change.document();
        return Digest.of(kind, document.tenant(), document.id(), change.changeKey());
    }

    private static Sequence give(Transaction transaction, String name, Unnumbered change, Sequence sequence)
            throws IOException {
        DocumentKey key = change.document();
        transaction.assign(name, sequence);
        transaction.put(
                LedgerRules.announced(transaction.state(key), key, change.uri(), "", change.access(), sequence));
        return sequence;
    }

    static Change<Sequence> note(DocumentKey key, String uri, AccessList access, Sequence sequence) {
        return transaction -> {
            DocumentState state = transaction.state(key);
            if (state == null || sequence.isAfter(state.known())) {
                transaction.put(LedgerRules.announced(state, key, uri, "", access, sequence));
            }
            return sequence;
        };
    }

    static Change<ReindexRun> run(Term key, ReindexRuns.Change change) {
        return transaction -> {
            ReindexRun before = transaction.run(key);
            ReindexRun after = change.apply(before);
            if (!after.equals(before)) {
                transaction.put(key, after);
            }
            return after;
        };
    }

    static Change<Boolean> sweep(Instant horizon) {
        return transaction -> {
            transaction.sweep(horizon);
            return transaction.changed();
        };
    }
}
