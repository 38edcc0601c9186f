package io.millrace.index.pgvector;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.Indexing;
import io.millrace.core.document.Timings;
import io.millrace.core.index.Batch;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.LedgerRules;
import io.millrace.core.index.StageResult;
import io.millrace.core.index.StageResult.Published;
import io.millrace.core.index.StageResult.Staged;
import io.millrace.core.index.StageResult.Superseded;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the changes of documents do, each within its transaction and under its document's lock ({@link #lock}). */
final class Changes {

    /** Null for the tables beside the ledger. */
    private final @Nullable PassagesElsewhere elsewhere;

    private final Clock clock;

    Changes(@Nullable PassagesElsewhere elsewhere, Clock clock) {
        this.elsewhere = elsewhere;
        this.clock = clock;
    }

    private Publication publication(Connection connection) {
        return new Publication(
                connection,
                elsewhere == null ? new PassageTables(connection) : new PlaceElsewhere(connection, elsewhere));
    }

    /** Until the transaction ends, no other changes what {@code name} names. What is read after it is what the one before left. */
    static void lock(Connection connection, String... name) throws SQLException {
        new Sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", String.join("\u001f", name))
                .one(connection, row -> true);
    }

    /** The document's state, locked. */
    static @Nullable DocumentState locked(Connection connection, DocumentKey key) throws SQLException {
        lock(connection, "document", key.tenant(), key.id());
        return LedgerTable.find(connection, key);
    }

    /** @param handedInAt when the caller handed it to the store */
    StageResult stage(Connection connection, Batch batch, Instant handedInAt) throws SQLException {
        DocumentVersion version = batch.version();
        DocumentState state = locked(connection, version.document());
        if (state != null && !LedgerRules.isNews(state, version.sequence())) {
            boolean published =
                    version.sequence().equals(state.settled()) && LedgerRules.isCurrent(state, version.version());
            return published ? new Published(state) : new Superseded(state);
        }
        if (state != null && LedgerRules.isCurrent(state, version.version()) && raisesElsewhere(version)) {
            return new Published(raise(connection, state, version, clock.instant()));
        }
        if (batch.batches() == 1) {
            return publish(connection, batch, List.of(), state, handedInAt);
        }
        List<StagingTable.Waiting> durable = StagingTable.of(connection, batch);
        // The sweep takes no document's lock: without this it could take a batch of those that are about to be read.
        if (durable.size() + 1 == batch.batches() && !StagingTable.lock(connection, durable)) {
            durable = StagingTable.of(connection, batch);
        }
        boolean fresh = durable.stream().noneMatch(waiting -> waiting.number() == batch.number());
        if (fresh && durable.size() + 1 == batch.batches()) {
            return publish(connection, batch, durable, state, handedInAt);
        }
        if (fresh) {
            StagingTable.add(connection, batch, clock.instant());
            LedgerTable.put(
                    connection,
                    LedgerRules.announced(
                            state,
                            version.document(),
                            version.uri(),
                            version.title(),
                            version.access(),
                            version.sequence()));
        }
        return new Staged(durable.size() + (fresh ? 1 : 0), batch.batches());
    }

    /** Passages in the order of their batches, one batch in memory at a time. */
    private Published publish(
            Connection connection,
            Batch last,
            List<StagingTable.Waiting> others,
            @Nullable DocumentState before,
            Instant handedInAt)
            throws SQLException {
        DocumentVersion version = last.version();
        Publication publication = publication(connection);
        publication.removeBefore(before);
        int embedded = last.embedded();
        long embedMicros = last.embedMicros();
        boolean lastAdded = false;
        for (StagingTable.Waiting other : others) {
            if (!lastAdded && other.number() > last.number()) {
                publication.add(version, last.chunks());
                lastAdded = true;
            }
            publication.add(version, ChunkRows.staged(connection, other.id()));
            embedded += other.embedded();
            embedMicros += other.embedMicros();
        }
        if (!lastAdded) {
            publication.add(version, last.chunks());
        }
        Instant now = clock.instant();
        Timings prepared = version.timings();
        long waited = Math.max(0, ChronoUnit.MICROS.between(handedInAt, now));
        Indexing indexing = new Indexing(
                version.configuration(),
                version.bytes(),
                embedded,
                prepared == null ? null : prepared.published(embedMicros, waited));
        DocumentState state = LedgerRules.indexed(before, version, publication.passages(), indexing, now);
        StagingTable.delete(connection, state);
        publication.publish(before, state, version);
        return new Published(state);
    }

    Optional<DocumentState> confirm(Connection connection, DocumentVersion version, Instant now) throws SQLException {
        DocumentState state = locked(connection, version.document());
        if (state == null || !LedgerRules.isCurrent(state, version.version())) {
            return Optional.empty();
        }
        if (!LedgerRules.isNews(state, version.sequence())) {
            return Optional.of(state);
        }
        return raisesElsewhere(version) ? Optional.of(raise(connection, state, version, now)) : Optional.empty();
    }

    /** False where the ledger's version is not what can be found, so that it is to be published again. */
    private boolean raisesElsewhere(DocumentVersion version) {
        return elsewhere == null || elsewhere.raise(version);
    }

    private static DocumentState raise(Connection connection, DocumentState state, DocumentVersion version, Instant now)
            throws SQLException {
        DocumentState raised = LedgerRules.raised(state, version, now);
        LedgerTable.put(connection, raised);
        StagingTable.delete(connection, raised);
        return raised;
    }

    /** Nothing of the document can be found any more; {@code settled} says why. */
    DocumentState hide(Connection connection, @Nullable DocumentState before, DocumentState settled)
            throws SQLException {
        Publication publication = publication(connection);
        publication.removeBefore(before);
        StagingTable.delete(connection, settled);
        publication.hide(before, settled);
        return settled;
    }
}
