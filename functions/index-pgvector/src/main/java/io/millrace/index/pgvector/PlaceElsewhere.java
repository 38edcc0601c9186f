package io.millrace.index.pgvector;

import io.millrace.core.document.DocumentState;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.EmbeddedChunk;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Passages elsewhere: written there by one write before the ledger's transaction is committed. The ledger keeps which words a version has, to know it when it goes, whatever
 * may be found in the other place by then.
 */
final class PlaceElsewhere implements PassagePlace {

    private final Connection connection;
    private final PassagesElsewhere elsewhere;
    private final List<EmbeddedChunk> passages = new ArrayList<>();

    PlaceElsewhere(Connection connection, PassagesElsewhere elsewhere) {
        this.connection = connection;
        this.elsewhere = elsewhere;
    }

    @Override
    public int remove(DocumentState before, long generation, WordChanges words) throws SQLException {
        new Sql(
                        "WITH gone AS (DELETE FROM version_word WHERE generation = ? RETURNING words, passages)"
                                + " SELECT each.word, each.passages FROM gone, unnest(gone.words, gone.passages) AS each (word, passages)",
                        generation)
                .list(connection, row -> words.remove(row.getLong("word"), row.getInt("passages")));
        return before.chunks();
    }

    @Override
    public void add(DocumentVersion version, long firstPassage, List<EmbeddedChunk> chunks, WordChanges words) {
        passages.addAll(chunks);
        words.add(version.document().tenant(), version.title(), firstPassage, chunks);
    }

    @Override
    public void publish(DocumentVersion version, long generation, WordChanges words) throws SQLException {
        elsewhere.show(version, passages);
        List<Map.Entry<Long, Integer>> added = words.added();
        new Sql(
                        "INSERT INTO version_word (generation, words, passages) VALUES (?, ?::bigint[], ?::int[])",
                        generation,
                        added.stream().mapToLong(Map.Entry::getKey).toArray(),
                        added.stream().mapToInt(Map.Entry::getValue).toArray())
                .update(connection);
    }

    @Override
    public void hide(DocumentState settled) {
        elsewhere.hide(settled.key(), settled.settled());
    }
}
