package io.millrace.index.pgvector;

import io.millrace.core.embed.PassageText;
import io.millrace.core.index.EmbeddedChunk;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a transaction makes of the words: which passages hold them, and how many do. */
final class WordChanges {

    /** A word's stem, and in how many more passages it is. */
    private record Added(String stem, int passages) {}

    private final Map<Long, Added> added = new HashMap<>();
    private final Map<Long, Integer> removed = new HashMap<>();
    private long tokens;

    /** How many words the new passages have. */
    long tokens() {
        return tokens;
    }

    /** Counts the words of passages that come; returns a row for each word of each: word, passage, frequency, length of the passage. */
    List<long[]> add(String tenant, String title, long passage, List<EmbeddedChunk> chunks) {
        List<long[]> rows = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
            var chunk = chunks.get(i).chunk();
            Map<String, Integer> frequencies =
                    Words.frequencies(PassageText.context(title, chunk.headings()) + chunk.text());
            long length =
                    frequencies.values().stream().mapToLong(Integer::longValue).sum();
            tokens += length;
            for (Map.Entry<String, Integer> each : frequencies.entrySet()) {
                long word = Words.of(tenant, each.getKey());
                added.merge(word, new Added(each.getKey(), 1), (one, other) -> new Added(one.stem, one.passages + 1));
                rows.add(new long[] {word, passage + i, each.getValue(), length});
            }
        }
        return rows;
    }

    /** Counts a word that was in so many of the passages that go. */
    int remove(long word, int passages) {
        return removed.merge(word, passages, Integer::sum);
    }

    /** The words of the passages that came, and in how many of these each is. */
    List<Map.Entry<Long, Integer>> added() {
        return added.entrySet().stream()
                .map(each -> Map.entry(each.getKey(), each.getValue().passages))
                .toList();
    }

    /** Changes the counts of words. Under the lock of {@code index_state}: all transactions change the same few. */
    void count(Connection connection) throws SQLException {
        List<Map.Entry<Long, Added>> more = new ArrayList<>();
        for (Map.Entry<Long, Added> each : added.entrySet()) {
            Integer less = removed.remove(each.getKey());
            int change = each.getValue().passages - (less == null ? 0 : less);
            if (change != 0) {
                more.add(Map.entry(each.getKey(), new Added(each.getValue().stem, change)));
            }
        }
        if (!more.isEmpty()) {
            new Sql(
                            "INSERT INTO word_count AS known (word, stem, passages) SELECT * FROM unnest(?::bigint[], ?::text[], ?::int[])"
                                    + " ON CONFLICT (word) DO UPDATE SET passages = known.passages + excluded.passages",
                            more.stream().mapToLong(Map.Entry::getKey).toArray(),
                            more.stream().map(each -> each.getValue().stem).toArray(String[]::new),
                            more.stream()
                                    .mapToInt(each -> each.getValue().passages)
                                    .toArray())
                    .update(connection);
        }
        if (!removed.isEmpty()) {
            List<Map.Entry<Long, Integer>> less = List.copyOf(removed.entrySet());
            new Sql(
                            "UPDATE word_count AS known SET passages = known.passages - gone.passages"
                                    + " FROM unnest(?::bigint[], ?::int[]) AS gone (word, passages) WHERE known.word = gone.word",
                            less.stream().mapToLong(Map.Entry::getKey).toArray(),
                            less.stream().mapToInt(Map.Entry::getValue).toArray())
                    .update(connection);
        }
    }
}
