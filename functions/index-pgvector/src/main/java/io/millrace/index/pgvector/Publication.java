package io.millrace.index.pgvector;

import io.millrace.core.document.DocumentState;
import io.millrace.core.document.TenantUse;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.EmbeddedChunk;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passages that come and passages that go within one transaction, and what follows from it: the words, the edition, what the tenant takes. What only this
 * document touches is written first; the row of {@code index_state}, which all wait for, last.
 */
final class Publication {

    /**
     * Selected together with the row of {@code index_state} that it locks: whoever rests for longer than this while having it, as a frozen process does, loses the transaction,
     * and those that wait for the row go on.
     */
    static final String RESTING_BRIEFLY = "set_config('idle_in_transaction_session_timeout', '10s', true)";

    /** A generation has room for that many passages. */
    private static final int PASSAGE_BITS = 20;

    private final Connection connection;
    private final PassagePlace place;
    private final WordChanges words = new WordChanges();
    private long generation;
    private int come;
    private int gone;
    private long tokensGone;

    Publication(Connection connection, PassagePlace place) {
        this.connection = connection;
        this.place = place;
    }

    /** The id of a generation's first passage. */
    static long firstOf(long generation) {
        return generation << PASSAGE_BITS;
    }

    /** Deletes what can be found of the document. */
    void removeBefore(@Nullable DocumentState before) throws SQLException {
        if (before == null) {
            return;
        }
        long[] found = new Sql(
                        "SELECT generation, tokens FROM document WHERE tenant = ? AND id = ? AND generation IS NOT NULL",
                        before.key().tenant(),
                        before.key().id())
                .first(connection, row -> new long[] {row.getLong("generation"), row.getLong("tokens")});
        if (found == null) {
            return;
        }
        gone = place.remove(before, found[0], words);
        tokensGone = found[1];
    }

    /** Adds passages of a new version, after those added before. */
    void add(DocumentVersion version, List<EmbeddedChunk> chunks) throws SQLException {
        if (come == 0) {
            generation = new Sql("SELECT nextval('generation_number')").one(connection, row -> row.getLong(1));
        }
        if (come + chunks.size() > 1 << PASSAGE_BITS) {
            throw new IllegalArgumentException("a document has at most " + (1 << PASSAGE_BITS) + " passages");
        }
        place.add(version, firstOf(generation) + come, chunks, words);
        come += chunks.size();
    }

    int passages() {
        return come;
    }

    /** The version that was added is what can be found from now on. */
    void publish(@Nullable DocumentState before, DocumentState state, DocumentVersion version) throws SQLException {
        place.publish(version, generation, words);
        LedgerTable.put(connection, state);
        long edition = settle(before, state);
        FilterColumns columns = FilterColumns.of(version);
        new Sql(
                        "UPDATE document SET generation = ?, edition = ?, tokens = ?, path = ?, content_type = ?, languages = ?, tags = ?, changed_millis = ?,",
                        generation,
                        edition,
                        words.tokens(),
                        columns.path(),
                        columns.contentType(),
                        columns.languages().toArray(String[]::new),
                        columns.tags().toArray(String[]::new),
                        columns.changedMillis())
                .add(MetadataColumns.assigned(columns.values()))
                .add(
                        "WHERE tenant = ? AND id = ?",
                        state.key().tenant(),
                        state.key().id())
                .update(connection);
    }

    /** Nothing of the document can be found from now on. */
    void hide(@Nullable DocumentState before, DocumentState state) throws SQLException {
        place.hide(state);
        LedgerTable.put(connection, state);
        new Sql(
                        "UPDATE document SET generation = NULL, edition = NULL, tokens = NULL WHERE tenant = ? AND id = ? AND generation IS NOT NULL",
                        state.key().tenant(),
                        state.key().id())
                .update(connection);
        settle(before, state);
    }

    /** From here until the commit, one transaction at a time. Returns the edition that has what came. */
    private long settle(@Nullable DocumentState before, DocumentState state) throws SQLException {
        TenantUse change = TenantUse.of(state).minus(before == null ? TenantUse.NONE : TenantUse.of(before));
        if (come == 0 && gone == 0 && change.isNone()) {
            return 0;
        }
        long edition = new Sql(
                        "UPDATE index_state SET edition = edition + ?, passages = passages + ?, tokens = tokens + ? RETURNING edition, "
                                + RESTING_BRIEFLY,
                        come + gone,
                        come - gone,
                        words.tokens() - tokensGone)
                .one(connection, row -> row.getLong(1));
        words.count(connection);
        new Sql(
                        "INSERT INTO tenant_use AS known (tenant, documents, bytes, chunks) VALUES (?, ?, ?, ?) ON CONFLICT (tenant) DO UPDATE SET"
                                + " documents = known.documents + excluded.documents, bytes = known.bytes + excluded.bytes, chunks = known.chunks + excluded.chunks",
                        state.key().tenant(),
                        change.documents(),
                        change.bytes(),
                        change.chunks())
                .update(connection);
        return edition;
    }
}
