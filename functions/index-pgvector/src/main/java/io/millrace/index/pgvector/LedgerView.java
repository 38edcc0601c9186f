package io.millrace.index.pgvector;

import io.millrace.core.index.Edition;
import io.millrace.core.index.Filter;
import io.millrace.core.index.Visibility;
import io.millrace.core.index.WordStatistics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger tells those who search passages that are kept elsewhere. What it said when it was opened stays; what is asked later is answered as things are then, so
 * that {@link #changedSince} names too many rather than too few documents, and {@link #unchanged} says no rather than yes. No connection is held in between.
 */
public final class LedgerView {

    /**
     * A document that can be found.
     *
     * @param id its id
     * @param passages how many it has
     */
    public record Found(String id, int passages) {}

    /** Whether the counting might have begun anew: a restored server has been started, and a restored table has been made. */
    static final String ORIGIN =
            "extract(epoch FROM pg_postmaster_start_time()) || '/' || 'index_state'::regclass::oid AS origin";

    private final Database database;
    private final Edition edition;
    private final long passages;
    private final long tokens;
    private final int dimension;
    private final @Nullable String elsewhere;
    private final Map<String, Integer> holding = new HashMap<>();

    private LedgerView(Database database, ResultSet state) throws SQLException {
        this.database = database;
        this.edition = new Edition(state.getString("origin"), state.getLong("edition"));
        this.passages = state.getLong("passages");
        this.tokens = state.getLong("tokens");
        this.dimension = state.getInt("dimension");
        this.elsewhere = state.getString("elsewhere");
    }

    static LedgerView open(Database database) {
        return database.read(connection -> new Sql(
                        "SELECT edition, passages, tokens, coalesce(dimension, 0) AS dimension, elsewhere, " + ORIGIN
                                + " FROM index_state")
                .one(connection, row -> new LedgerView(database, row)));
    }

    public Edition edition() {
        return edition;
    }

    /** How many components vectors have; 0 where none has been kept yet. */
    public int dimension() {
        return dimension;
    }

    /** The name of the place that passages are in; null where none has been made. */
    @Nullable
    String elsewhere() {
        return elsewhere;
    }

    /** How many passages there are, how many words they have together, and how many of them hold each of these words. */
    public synchronized WordStatistics statistics(Collection<String> words) {
        Set<String> unknown = new HashSet<>(words);
        unknown.removeAll(holding.keySet());
        if (!unknown.isEmpty()) {
            Map<String, Integer> found = new HashMap<>();
            database.read(connection -> holding(connection, unknown.toArray(String[]::new), found));
            unknown.forEach(word -> holding.put(word, found.getOrDefault(word, 0)));
        }
        Map<String, Integer> wanted = new HashMap<>();
        words.forEach(word -> wanted.put(word, holding.getOrDefault(word, 0)));
        return new WordStatistics(passages, tokens, wanted);
    }

    /** Puts how many passages hold each of these words, of all tenants; not those that none holds. */
    static boolean holding(Connection connection, String[] words, Map<String, Integer> holding) throws SQLException {
        new Sql(
                        "SELECT stem, sum(passages)::int AS passages FROM word_count WHERE stem = ANY (?) GROUP BY stem",
                        (Object) words)
                .list(connection, row -> holding.put(row.getString("stem"), row.getInt("passages")));
        return true;
    }

    /** What is admitted and was published after {@code since}, by id. */
    public List<Found> changedSince(Edition since, Visibility visibility, Filter filter) {
        requireOrigin(since);
        if (since.number() >= edition.number()) {
            return List.of();
        }
        return database.read(connection -> new Sql(
                        "SELECT d.id, d.chunks FROM document d WHERE d.edition > ? AND", since.number())
                .add(new Admission(visibility, filter).condition())
                .add("ORDER BY d.id")
                .list(connection, row -> new Found(row.getString("id"), row.getInt("chunks"))));
    }

    /** Whether each of these documents can be found as it could at {@code since}, and is admitted. */
    public boolean unchanged(Set<String> documents, Edition since, Visibility visibility, Filter filter) {
        requireOrigin(since);
        return database.read(connection -> new Sql(
                                "SELECT count(*) FROM document d WHERE d.id = ANY (?) AND d.edition <= ? AND",
                                documents.toArray(String[]::new),
                                since.number())
                        .add(new Admission(visibility, filter).condition())
                        .one(connection, row -> row.getInt(1))
                == documents.size());
    }

    private void requireOrigin(Edition other) {
        if (!other.origin().equals(edition.origin())) {
            throw new IllegalArgumentException("an edition of another origin tells nothing of this index");
        }
    }
}
